FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/CrawlGate.Gateway -c Release -o /app --self-contained false

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# SQLite keeps the payments; libsecp256k1 makes verification a little faster and settlement signatures deterministic; curl asks for the health.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl libsqlite3-0 $(apt-cache search --names-only '^libsecp256k1-[0-9]+$' | cut -d' ' -f1) \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
# Mount the configuration and the settlement key at /config, readable for the user app; /data keeps payments and what was fetched.
RUN install -d -o app /data
ENV CrawlGate__Verification__IpRanges__Directory=/data/ranges
ENV CrawlGate__Store=sqlite:/data/crawlgate.db
VOLUME /config /data
USER app
EXPOSE 8402
# A container with one processor would otherwise keep running unoptimised code for minutes.
ENV DOTNET_TC_DelaySingleProcMultiplier=1
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD curl -fsS http://127.0.0.1:8402/healthz || exit 1
ENTRYPOINT ["dotnet", "CrawlGate.Gateway.dll", "--config", "/config/gateway.json", "--urls", "http://0.0.0.0:8402"]

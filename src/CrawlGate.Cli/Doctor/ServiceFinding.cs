using System.Globalization;
using CrawlGate.AspNetCore;

namespace CrawlGate.Cli;

/// <summary>Whether the facilitator could settle for its clients now.</summary>
internal static class ServiceFinding
{
    public const string Name = "facilitator service";

    public static async Task<IReadOnlyList<Finding>> TestAsync(
        FacilitatorServiceSettings settings, FacilitatorHealth health, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!settings.Enabled)
            return [Finding.Skipped(Name, "nothing is served")];

        var reading = await health.CheckAsync(cancellationToken);
        return [Judge(reading, FacilitatorTrouble.Find(reading, settings, time.GetUtcNow()), settings)];
    }

    private static Finding Judge(FacilitatorReading? reading, FacilitatorTrouble? trouble, FacilitatorServiceSettings settings)
    {
        if (trouble is not null)
            return Finding.Failed(Name, trouble.Detail, Advice(trouble.Code));

        var accounts = string.Join(", ", reading!.Signers.Select(account => $"{account.Address} has {FacilitatorTrouble.Ether(account.Wei)} ether"));
        var detail = string.Create(CultureInfo.InvariantCulture, $"{settings.Clients.Count} clients may settle at {settings.Path}; {accounts}, gas costs {FacilitatorTrouble.Gwei(reading.FeePerGas)} gwei");
        return settings is { MaxFee: not null, MinBalance: not null }
            ? Finding.Ok(Name, detail)
            : Finding.Warning(Name, detail, "set MaxFeeGwei and MinSignerBalance, so that clients cannot spend gas at any price down to nothing");
    }

    private static string Advice(string code) => code switch
    {
        FacilitatorTrouble.BalanceLow => "send it some of the chain's own coin, or lower Facilitator:Serve:MinSignerBalance; /settle answers 503 until then",
        FacilitatorTrouble.GasTooHigh => "wait, or raise Facilitator:Serve:MaxFeeGwei; /settle answers 503 until then",
        _ => "see rpc",
    };
}

-- Sends every request with the next payment of a file, one payment a line, and counts every answer but 200.
local thread

setup = function(t) thread = t end

init = function(args)
  payments = assert(io.open(args[1], "r"))
  bad = 0
  head = "GET " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\nUser-Agent: " .. wrk.headers["User-Agent"] .. "\r\n"
end

request = function()
  local payment = payments:read("*l")
  -- Without payments left the answer is a quote, which fails the run.
  if payment == nil then return head .. "\r\n" end
  return head .. "PAYMENT-SIGNATURE: " .. payment .. "\r\n\r\n"
end

response = function(status)
  if status ~= 200 then bad = bad + 1 end
end

done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"statusErrors":%d,"otherErrors":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, thread:get("bad"), e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end

-- Sends every payment of a file once and stops with the last page. Once the payments are used up it asks for quotes meanwhile, which
-- do not count. Prints how many pages came, by the clock from the first request to the last page.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
  int getpid(void);
  int kill(int process, int signal);
]]
local CLOCK_MONOTONIC, SIGINT = 1, 2
local moment = ffi.new("moment")
local thread

local function now()
  ffi.C.clock_gettime(CLOCK_MONOTONIC, moment)
  return tonumber(moment.seconds) * 1e6 + tonumber(moment.nanoseconds) / 1e3
end

setup = function(t) thread = t end

init = function(args)
  payments = assert(io.open(args[1], "r"))
  wanted = tonumber(args[2])
  calls, sent, pages, others, first, last = 0, 0, 0, 0, 0, 0
  head = "GET " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\nUser-Agent: " .. wrk.headers["User-Agent"] .. "\r\n"
end

request = function()
  -- wrk makes up one request that it does not send, to look at.
  calls = calls + 1
  if calls == 1 then return head .. "\r\n" end
  if calls == 2 then first = now(); last = first end
  local payment = sent < wanted and payments:read("*l")
  if not payment then return head .. "\r\n" end
  sent = sent + 1
  return head .. "PAYMENT-SIGNATURE: " .. payment .. "\r\n\r\n"
end

response = function(status)
  if status ~= 200 then
    if sent < wanted then others = others + 1 end
    return
  end
  pages = pages + 1
  last = now()
  if pages == wanted then
    wrk.thread:stop()
    -- The main thread would go on waiting for the duration that it was given.
    ffi.C.kill(ffi.C.getpid(), SIGINT)
  end
end

done = function(summary, latency, requests)
  io.write(string.format(
    '\nRESULT {"sent":%d,"pages":%d,"others":%d,"microseconds":%d,"p50":%d,"p99":%d}\n',
    thread:get("sent"), thread:get("pages"), thread:get("others"), thread:get("last") - thread:get("first"), latency:percentile(50), latency:percentile(99)))
end

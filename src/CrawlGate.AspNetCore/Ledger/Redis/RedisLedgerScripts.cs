namespace CrawlGate.AspNetCore;

/// <summary>The steps of a ledger that change several keys; each runs alone on the server. All their keys lie in one slot.</summary>
internal static class RedisLedgerScripts
{
    /// <summary>Answers of <see cref="Swap"/>.</summary>
    public const int Lost = 0, Done = 1, OverLimit = 2, NameTaken = 3;

    /// <summary>Claims a payment that its payer gave a name to. 1: claimed; 0: the payment is there; bytes: the payment that has the name.</summary>
    /// <remarks>KEYS entry, identifier. ARGV value, lifetime in ms, payment, a holder of the name that is gone.</remarks>
    public const string Claim = """
        local holder = redis.call('GET', KEYS[2])
        if holder and holder ~= ARGV[3] and holder ~= ARGV[4] then return holder end
        if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
        redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2])
        return 1
        """;

    /// <summary>
    /// Swaps an entry for its next version and keeps everything that goes with it in step. It knows a write of its own that is there
    /// already, so it can be repeated when its answer was lost.
    /// </summary>
    /// <remarks>
    /// KEYS entry, history, index, exposure, owners, work before, work after, name before, name after.
    /// ARGV compared, value, lifetime in ms or 0, payment, opened, due or empty, event before, event after, owner,
    /// payer, change of open, change of defaulted, limit per payer or empty, limit in total, 1 when it has a name.
    /// </remarks>
    public const string Swap = """
        local held = redis.call('GET', KEYS[1])
        if not held then return 0 end
        if held == ARGV[2] then return 1 end
        if string.sub(held, 1, string.len(ARGV[1])) ~= ARGV[1] then return 0 end

        local forever = ARGV[3] == '0'
        local named = ARGV[15] == '1' and redis.call('GET', KEYS[9])
        if named and named ~= ARGV[4] and KEYS[8] ~= KEYS[9] then return 3 end

        local open, defaulted = tonumber(ARGV[11]), tonumber(ARGV[12])
        if ARGV[13] ~= '' then
            local payer = redis.call('HMGET', KEYS[4], ARGV[10] .. 'o', ARGV[10] .. 'd')
            local total = redis.call('HGET', KEYS[4], 'o')
            if tonumber(payer[1] or '0') + tonumber(payer[2] or '0') + open > tonumber(ARGV[13]) then return 2 end
            if tonumber(total or '0') + open > tonumber(ARGV[14]) then return 2 end
        end

        if forever then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end

        if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('RPUSH', KEYS[2], ARGV[7]) end
        redis.call('RPUSH', KEYS[2], ARGV[8])
        if forever then redis.call('PERSIST', KEYS[2]) else redis.call('PEXPIRE', KEYS[2], ARGV[3]) end

        redis.call('ZADD', KEYS[3], 'NX', ARGV[5], ARGV[4])
        redis.call('ZREM', KEYS[6], ARGV[4])
        if ARGV[6] ~= '' then
            redis.call('ZADD', KEYS[7], ARGV[6], ARGV[4])
            redis.call('HSETNX', KEYS[5], ARGV[9], '0')
        end

        if open ~= 0 then
            redis.call('HINCRBY', KEYS[4], 'o', ARGV[11])
            if redis.call('HINCRBY', KEYS[4], ARGV[10] .. 'o', ARGV[11]) == 0 then redis.call('HDEL', KEYS[4], ARGV[10] .. 'o') end
        end
        if defaulted ~= 0 then
            redis.call('HINCRBY', KEYS[4], 'd', ARGV[12])
            redis.call('HINCRBY', KEYS[4], ARGV[10] .. 'd', ARGV[12])
        end

        if KEYS[8] ~= KEYS[9] and redis.call('GET', KEYS[8]) == ARGV[4] then redis.call('DEL', KEYS[8]) end
        if ARGV[15] == '1' and (not named or named == ARGV[4]) then
            if forever then redis.call('SET', KEYS[9], ARGV[4]) else redis.call('SET', KEYS[9], ARGV[4], 'PX', ARGV[3]) end
        end
        return 1
        """;

    /// <summary>Forgets a payment whose value begins as given.</summary>
    /// <remarks>KEYS entry, history, index, work, name. ARGV compared, payment.</remarks>
    public const string Release = """
        if redis.call('GETRANGE', KEYS[1], 0, string.len(ARGV[1]) - 1) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1], KEYS[2])
        redis.call('ZREM', KEYS[3], ARGV[2])
        redis.call('ZREM', KEYS[4], ARGV[2])
        if redis.call('GET', KEYS[5]) == ARGV[2] then redis.call('DEL', KEYS[5]) end
        return 1
        """;

    /// <summary>Takes payments that are not there out of a sorted set; how many those were.</summary>
    /// <remarks>KEYS sorted set, an entry for each payment. ARGV the payments.</remarks>
    public const string Trim = """
        local gone = 0
        for i, payment in ipairs(ARGV) do
            if redis.call('EXISTS', KEYS[i + 1]) == 0 then gone = gone + redis.call('ZREM', KEYS[1], payment) end
        end
        return gone
        """;

    /// <summary>Forgets a process that is gone and has nothing left to be taken over.</summary>
    /// <remarks>KEYS owners, what it is settling. ARGV owner, until when it was said to be alive.</remarks>
    public const string ForgetOwner = """
        if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
        return redis.call('HDEL', KEYS[1], ARGV[1])
        """;
}

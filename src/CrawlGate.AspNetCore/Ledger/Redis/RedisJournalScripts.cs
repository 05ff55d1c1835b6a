namespace CrawlGate.AspNetCore;

/// <summary>
/// The steps of a journal. A payment's key holds one letter and the transaction: T while the payment is taken, because the transaction
/// is open or moved its money, G once it was given up.
/// </summary>
internal static class RedisJournalScripts
{
    /// <summary>
    /// Adds transactions up to the first that cannot be added. Answers how many were, and why the next one was not: nothing when its nonce
    /// is taken, else a payment that is taken, then the transaction that has it.
    /// </summary>
    /// <remarks>
    /// For each, KEYS transaction, next nonce, open, closed, a payment each. ARGV how many payments, value, transaction's id, nonce, next
    /// nonce, when it may be forgotten, open as 1 or 0, then for each payment its letter and its bytes. One that is there with the same
    /// value counts as added: the step was repeated.
    /// </remarks>
    public const string Add = """
        local function add(k, a, n)
            local held = redis.call('GET', KEYS[k + 1])
            if held then return held ~= ARGV[a + 2] and '' or nil end
            for i = 1, n do
                local by = redis.call('GET', KEYS[k + 4 + i])
                if by and string.sub(by, 1, 1) == 'T' then return string.sub(ARGV[a + 7 + i], 2) .. string.sub(by, 2) end
            end

            redis.call('SET', KEYS[k + 1], ARGV[a + 2])
            if tonumber(redis.call('GET', KEYS[k + 2]) or '0') < tonumber(ARGV[a + 5]) then redis.call('SET', KEYS[k + 2], ARGV[a + 5]) end
            if ARGV[a + 7] == '1' then redis.call('ZADD', KEYS[k + 3], 0, ARGV[a + 4]) else redis.call('ZADD', KEYS[k + 4], ARGV[a + 6], ARGV[a + 3]) end
            for i = 1, n do redis.call('SET', KEYS[k + 4 + i], string.sub(ARGV[a + 7 + i], 1, 1) .. ARGV[a + 3]) end
            return nil
        end

        local added, k, a = 0, 0, 0
        while a < #ARGV do
            local n = tonumber(ARGV[a + 1])
            local refusal = add(k, a, n)
            if refusal then return {added, refusal} end
            added, k, a = added + 1, k + 4 + n, a + 7 + n
        end
        return {added, ''}
        """;

    /// <summary>Swaps a transaction for its next version; 1 when it did, or had done.</summary>
    /// <remarks>
    /// KEYS transaction, next nonce, open, closed, a payment each. ARGV value, transaction's id, nonce, next nonce, when it may be
    /// forgotten, open as 1 or 0, then for each payment its letter and its bytes, then how the value begins that is replaced.
    /// </remarks>
    public const string Replace = """
        local held = redis.call('GET', KEYS[1])
        if held == ARGV[1] then return 1 end
        local compared = ARGV[#ARGV]
        if not held or string.sub(held, 1, string.len(compared)) ~= compared then return 0 end

        redis.call('SET', KEYS[1], ARGV[1])
        if ARGV[6] == '1' then
            redis.call('ZADD', KEYS[3], 0, ARGV[3])
            redis.call('ZREM', KEYS[4], ARGV[2])
        else
            redis.call('ZREM', KEYS[3], ARGV[3])
            redis.call('ZADD', KEYS[4], ARGV[5], ARGV[2])
        end
        for i = 5, #KEYS do
            local by = redis.call('GET', KEYS[i])
            if by and string.sub(by, 2) == ARGV[2] then redis.call('SET', KEYS[i], string.sub(ARGV[i + 2], 1, 1) .. ARGV[2]) end
        end
        return 1
        """;

    /// <summary>Forgets a transaction whose value begins as given, and those of its payments that are in no later one.</summary>
    /// <remarks>KEYS transaction, closed, a payment each. ARGV compared (empty when it was not there), transaction's id.</remarks>
    public const string Forget = """
        local held = redis.call('GET', KEYS[1])
        if held and (ARGV[1] == '' or string.sub(held, 1, string.len(ARGV[1])) ~= ARGV[1]) then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('ZREM', KEYS[2], ARGV[2])
        for i = 3, #KEYS do
            local by = redis.call('GET', KEYS[i])
            if by and string.sub(by, 2) == ARGV[2] then redis.call('DEL', KEYS[i]) end
        end
        return 1
        """;
}

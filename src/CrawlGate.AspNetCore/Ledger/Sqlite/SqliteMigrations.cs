namespace CrawlGate.AspNetCore;

/// <summary>The shape of a ledger's file, version by version. A script that was released is never edited: a change is a new one.</summary>
internal static class SqliteMigrations
{
    private static readonly string[] Scripts =
    [
        // A key is the chain (8 bytes, big-endian), the asset, the payer and the nonce; times are ticks of 100 ns since the year 1, UTC.
        // Rows come in the order of their claims: what comes last is written most, and a group of claims should change few pages.
        """
        CREATE TABLE payment (
            seq INTEGER PRIMARY KEY,
            key BLOB NOT NULL, fingerprint BLOB NOT NULL, resource TEXT NOT NULL, pay_to BLOB NOT NULL, amount BLOB NOT NULL, valid_before INTEGER NOT NULL, identifier TEXT,
            state INTEGER NOT NULL, version INTEGER NOT NULL, owner TEXT NOT NULL, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, forget_at INTEGER,
            due_at INTEGER, attempts INTEGER NOT NULL, deferred_micros INTEGER NOT NULL, first_owner TEXT,
            tx_hash TEXT, result TEXT, detail TEXT, request BLOB);
        CREATE UNIQUE INDEX payment_key ON payment (key);
        CREATE UNIQUE INDEX payment_identifier ON payment (substr(key, 29, 20), identifier) WHERE identifier IS NOT NULL;
        CREATE INDEX payment_opened ON payment (opened_at);
        CREATE INDEX payment_due ON payment (state, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX payment_settling ON payment (owner) WHERE state = 2;
        CREATE INDEX payment_forget ON payment (forget_at) WHERE forget_at IS NOT NULL;

        CREATE TABLE move (
            payment INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, state INTEGER NOT NULL, owner TEXT NOT NULL, tx_hash TEXT, detail TEXT,
            PRIMARY KEY (payment, version)) WITHOUT ROWID;

        CREATE TABLE exposure (payer BLOB PRIMARY KEY NOT NULL, open INTEGER NOT NULL, defaulted INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE exposure_total (id INTEGER PRIMARY KEY CHECK (id = 0), open INTEGER NOT NULL, defaulted INTEGER NOT NULL);
        INSERT INTO exposure_total VALUES (0, 0, 0);

        CREATE TABLE owner (name TEXT PRIMARY KEY NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
        """,

        """
        CREATE TABLE settlement (
            seq INTEGER PRIMARY KEY,
            chain INTEGER NOT NULL, signer BLOB NOT NULL, nonce INTEGER NOT NULL, version INTEGER NOT NULL,
            is_open INTEGER NOT NULL, ends_at INTEGER NOT NULL, document TEXT NOT NULL);
        CREATE UNIQUE INDEX settlement_nonce ON settlement (chain, signer, nonce);
        CREATE INDEX settlement_open ON settlement (chain, signer, nonce) WHERE is_open = 1;
        CREATE INDEX settlement_closed ON settlement (ends_at) WHERE is_open = 0;

        CREATE TABLE settlement_payment (
            key BLOB PRIMARY KEY NOT NULL, settlement INTEGER NOT NULL) WITHOUT ROWID;

        CREATE TABLE settlement_account (
            chain INTEGER NOT NULL, signer BLOB NOT NULL, highest INTEGER NOT NULL,
            PRIMARY KEY (chain, signer)) WITHOUT ROWID;
        """,
    ];

    /// <summary>What a ledger's file holds.</summary>
    public static SqliteSchema Schema { get; } = new("ledger", Scripts);
}

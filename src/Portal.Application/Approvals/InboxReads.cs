using System.Data.Common;
using System.Globalization;
using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Application.Payments;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Approvals;

/// <summary>A payment in approval, with the names that the inbox shows and all that decides who may sign it.</summary>
/// <param name="Payee">Null for payroll.</param>
/// <param name="SubmittedAt">UTC.</param>
/// <param name="PolicyMinor">Minor units of the policy's currency.</param>
/// <param name="IsFirstTime">Nothing was ever paid to this payee.</param>
internal sealed record WaitingPayment(
    long Id,
    Guid PublicId,
    PaymentType Type,
    int AccountId,
    string AccountName,
    string EntityName,
    string? Payee,
    string? PayeeAccount,
    Money Amount,
    long PolicyMinor,
    string Purpose,
    string? Reference,
    DateOnly? PayOn,
    string Maker,
    DateTime SubmittedAt,
    int RouteNumber,
    bool HasDuplicateReason,
    bool IsFirstTime,
    byte[] ContentHash
)
{
    public List<SigningLevel> Levels { get; } = [];
    public List<PaymentHand> Hands { get; } = [];
    public List<SigningVoice> Voices { get; } = [];

    public SigningCase Signing => new(PaymentState.InApproval, Levels, Hands, Voices);
}

/// <summary>
/// What waits for signatures, written by hand for both databases: approvers open it all day, and building whole payments of a hundred rows
/// took longer than everything else together. Four questions whatever the number. What is signed is always read anew, as a whole payment.
/// </summary>
public sealed class InboxReads(ReadLanes lanes)
{
    private static readonly ReadQuery SqliteMine = Waiting(isSqlServer: false, isMine: true);
    private static readonly ReadQuery SqliteAll = Waiting(isSqlServer: false, isMine: false);
    private static readonly ReadQuery SqlServerMine = Waiting(isSqlServer: true, isMine: true);
    private static readonly ReadQuery SqlServerAll = Waiting(isSqlServer: true, isMine: false);

    private const string LevelColumns = """
        "PaymentId", "RouteNumber", "Ordinal", "Rule", "OpenedAt", "SignedAt", "EscalatedAt"
        """;

    private const string SignatureColumns = """
        "PaymentId", "RouteNumber", "Level", "PersonId", "OnBehalfOf"
        """;

    private static readonly ReadQuery SqliteLevels = Parts(
        false,
        LevelColumns,
        "PaymentLevels",
        " ORDER BY \"PaymentId\", \"RouteNumber\", \"Ordinal\""
    );
    private static readonly ReadQuery SqlServerLevels = Parts(
        true,
        LevelColumns,
        "PaymentLevels",
        " ORDER BY \"PaymentId\", \"RouteNumber\", \"Ordinal\""
    );
    private static readonly ReadQuery SqliteHands = Parts(false, "\"PaymentId\", \"PersonId\", \"Part\"", "PaymentHands");
    private static readonly ReadQuery SqlServerHands = Parts(true, "\"PaymentId\", \"PersonId\", \"Part\"", "PaymentHands");
    private static readonly ReadQuery SqliteSignatures = Parts(false, SignatureColumns, "Signatures", OfStanding);
    private static readonly ReadQuery SqlServerSignatures = Parts(true, SignatureColumns, "Signatures", OfStanding);

    private const string OfStanding = " AND \"WithdrawnAt\" IS NULL";

    /// <summary>Every text that a database may be asked, with the declarations of its parameters for SQL Server: to be checked against its schema.</summary>
    internal static IEnumerable<(string Text, string Declarations)> Texts(bool isSqlServer) =>
        from query in (ReadQuery[])(
            isSqlServer
                ? [SqlServerMine, SqlServerAll, SqlServerLevels, SqlServerHands, SqlServerSignatures]
                : [SqliteMine, SqliteAll, SqliteLevels, SqliteHands, SqliteSignatures]
        )
        select (query.Text, string.Join(", ", query.Parameters.Select(name => $"{name} {TypeOf(name)}")));

    /// <summary>Payments in approval from accounts in this person's data scope, the oldest first.</summary>
    /// <param name="voices">Only what has an open level that names one of them; null: all. Whether it really waits for them is judged afterwards.</param>
    /// <param name="after">Only payments with greater ids.</param>
    /// <exception cref="InvalidOperationException">Somebody asks who is not a person: a bug.</exception>
    internal async Task<List<WaitingPayment>> WaitingAsync(
        Actor actor,
        Signatories.Voices? voices,
        long after,
        int take,
        CancellationToken ct
    )
    {
        if (actor.IsSystem || actor.Program is not null)
            throw new InvalidOperationException("The inbox is a person's.");
        var values = new List<object?> { lanes.Id(actor.PersonId), after, take };
        if (voices is not null)
        {
            values.Add($"[{string.Join(',', voices.Signers.Keys.Select(id => $"\"{ReadLanes.Text(id)}\""))}]");
            values.Add($"[{string.Join(',', voices.Roles.Select(role => (int)role))}]");
        }
        var query = (lanes.IsSqlServer, voices is not null) switch
        {
            (false, true) => SqliteMine,
            (false, false) => SqliteAll,
            (true, true) => SqlServerMine,
            (true, false) => SqlServerAll,
        };
        var payments = await lanes.AskAsync(query, values.ToArray(), PaymentsAsync, ct);
        if (payments.Count == 0)
            return payments;
        var known = payments.ToDictionary(payment => payment.Id);
        object?[] ids = [$"[{string.Join(',', known.Keys)}]"];
        // Most payments of a page go by the same few rules.
        var rules = new Dictionary<string, RouteLevel>(StringComparer.Ordinal);
        await lanes.AskAsync(
            lanes.IsSqlServer ? SqlServerLevels : SqliteLevels,
            ids,
            Each(known, (payment, reader) => Level(payment, reader, rules)),
            ct
        );
        await lanes.AskAsync(lanes.IsSqlServer ? SqlServerHands : SqliteHands, ids, Each(known, Hand), ct);
        await lanes.AskAsync(lanes.IsSqlServer ? SqlServerSignatures : SqliteSignatures, ids, Each(known, Voice), ct);
        return payments;
    }

    private async Task<List<WaitingPayment>> PaymentsAsync(DbDataReader reader, CancellationToken ct)
    {
        var payments = new List<WaitingPayment>();
        while (await reader.ReadAsync(ct))
        {
            var payment = new WaitingPayment(
                reader.GetInt64(0),
                reader.GetGuid(1),
                (PaymentType)reader.GetInt32(2),
                reader.GetInt32(3),
                reader.GetString(4),
                reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                new Money(reader.GetInt64(8), Currency.Of(reader.GetString(9))),
                reader.GetInt64(10),
                reader.GetString(11),
                reader.IsDBNull(12) ? null : reader.GetString(12),
                reader.IsDBNull(13) ? null : reader.GetFieldValue<DateOnly>(13),
                reader.GetString(14),
                lanes.InstantAt(reader, 15),
                reader.GetInt32(16),
                reader.GetInt32(17) != 0,
                reader.GetInt32(18) != 0,
                reader.GetFieldValue<byte[]>(19)
            );
            // Whoever changed where it goes does not sign, even if that was after it was filed.
            if (!reader.IsDBNull(20))
                payment.Hands.Add(new PaymentHand { PersonId = reader.GetGuid(20), Part = PaymentPart.PayeeChanger });
            payments.Add(payment);
        }
        return payments;
    }

    private void Level(WaitingPayment payment, DbDataReader reader, Dictionary<string, RouteLevel> rules)
    {
        if (reader.GetInt32(1) != payment.RouteNumber)
            return;
        var stored = reader.GetString(3);
        if (!rules.TryGetValue(stored, out var rule))
            rules.Add(stored, rule = PaymentLevelTable.ReadRule(stored));
        payment.Levels.Add(
            new SigningLevel(
                reader.GetInt32(2),
                rule,
                reader.IsDBNull(4) ? null : lanes.InstantAt(reader, 4),
                IsSigned: !reader.IsDBNull(5),
                IsEscalated: !reader.IsDBNull(6)
            )
        );
    }

    private static void Hand(WaitingPayment payment, DbDataReader reader) =>
        payment.Hands.Add(new PaymentHand { PersonId = reader.GetGuid(1), Part = (PaymentPart)reader.GetInt32(2) });

    private static void Voice(WaitingPayment payment, DbDataReader reader)
    {
        if (reader.GetInt32(1) == payment.RouteNumber)
            payment.Voices.Add(new SigningVoice(reader.GetInt32(2), reader.GetGuid(3), reader.IsDBNull(4) ? null : reader.GetGuid(4)));
    }

    private static Func<DbDataReader, CancellationToken, Task<bool>> Each(
        Dictionary<long, WaitingPayment> known,
        Action<WaitingPayment, DbDataReader> take
    ) =>
        async (reader, ct) =>
        {
            while (await reader.ReadAsync(ct))
                take(known[reader.GetInt64(0)], reader);
            return true;
        };

    private static ReadQuery Waiting(bool isSqlServer, bool isMine)
    {
        // "+ 0": the order must come from the index by state, not from a sort of everything in scope.
        var mine = isMine
            ? $"""
                 AND EXISTS (SELECT 1 FROM "PaymentLevels" l JOIN "PaymentLevelSigners" s ON s."LevelId" = l."Id"
                WHERE l."PaymentId" = p."Id" AND l."RouteNumber" = p."RouteNumber" AND l."OpenedAt" IS NOT NULL AND l."SignedAt" IS NULL
                  AND (s."PersonId" IN ({ReadQuery.List(isSqlServer, "@people", "uniqueidentifier")}) OR s."Role" IN ({ReadQuery.List(
                    isSqlServer,
                    "@roles",
                    "int"
                )})))
                """
            : "";
        var text = $"""
            SELECT {(
                isSqlServer ? "TOP (@take) " : ""
            )}p."Id", p."PublicId", p."Type", p."AccountId", o."Name", e."Name", p."To_AccountName",
              p."To_AccountNumber", p."AmountMinor", p."CurrencyCode", p."PolicyMinor", p."Purpose", p."Reference", p."PayOn", m."DisplayName",
              p."SubmittedAt", p."RouteNumber", CASE WHEN p."DuplicateReason" IS NULL THEN 0 ELSE 1 END,
              CASE WHEN p."PayeeId" IS NOT NULL AND y."FirstPaidOn" IS NULL THEN 1 ELSE 0 END, p."ContentHash",
              CASE WHEN p."PayeeId" IS NULL THEN t."DetailsBy" ELSE y."DetailsBy" END
            FROM "Payments" p LEFT JOIN "Accounts" o ON o."Id" = p."AccountId" LEFT JOIN "LegalEntities" e ON e."Id" = o."LegalEntityId"
              LEFT JOIN "People" m ON m."Id" = p."MakerId" LEFT JOIN "Payees" y ON y."Id" = p."PayeeId"
              LEFT JOIN "Accounts" t ON t."Id" = p."ToAccountId"
            WHERE p."State" = {((int)PaymentState.InApproval).ToString(CultureInfo.InvariantCulture)} AND p."Id" > @after
              AND p."AccountId" + 0 IN (SELECT a."Id" FROM "Accounts" a WHERE {ScopeReads.IsHeld(isSqlServer)}){mine}
            ORDER BY p."Id"{(isSqlServer ? "" : " LIMIT @take")}
            """;
        return new ReadQuery(text, isMine ? ["@person", "@after", "@take", "@people", "@roles"] : ["@person", "@after", "@take"]);
    }

    private static ReadQuery Parts(bool isSqlServer, string columns, string table, string more = "") =>
        new(
            $"""
            SELECT {columns} FROM "{table}" WHERE "PaymentId" IN ({ReadQuery.List(isSqlServer, "@ids", "bigint")}){more}
            """,
            "@ids"
        );

    private static string TypeOf(string parameter) =>
        parameter switch
        {
            "@person" => "uniqueidentifier",
            "@after" => "bigint",
            "@take" => "int",
            _ => "nvarchar(max)",
        };
}

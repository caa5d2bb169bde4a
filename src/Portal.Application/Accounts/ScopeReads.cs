using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using System.Text;
using FundPortal.Application.Data;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Accounts;

/// <summary>An account in scope, as little as choosing rows needs of it: a person may see hundreds, and every list asks.</summary>
internal sealed record VisibleAccount(int Id, int LegalEntityId, string CurrencyCode);

/// <summary>An account in scope, as rows show it.</summary>
/// <param name="BaseMinor">Booked balance before the first stored entry; null while no statement told a balance.</param>
internal sealed record ShownAccount(int Id, Guid PublicId, string Name, string Number, string CurrencyCode, long? BaseMinor)
{
    public Money Amount(long minor) => new(minor, Currency.Of(CurrencyCode));
}

/// <summary>
/// <see cref="PortalDbContext.AccountsVisibleTo"/> written by hand, since every list asks it at every turn of a page. A test holds the two
/// against each other.
/// </summary>
public sealed class ScopeReads(ReadLanes lanes)
{
    private enum Of
    {
        All,

        /// <summary>How many.</summary>
        Count,

        /// <summary>Public ids.</summary>
        Chosen,

        /// <summary>Ids; with what rows show.</summary>
        Shown,
    }

    private static readonly FrozenDictionary<(bool IsSqlServer, bool OfPerson, Of Which), ReadQuery> Queries = (
        from isSqlServer in (bool[])[false, true]
        from ofPerson in (bool[])[false, true]
        from which in Enum.GetValues<Of>()
        select (Key: (isSqlServer, ofPerson, which), Query: Write(isSqlServer, ofPerson, which))
    ).ToFrozenDictionary(pair => pair.Key, pair => pair.Query);

    /// <summary>Every text that SQL Server may be asked, with the declarations of its parameters: to be checked against its schema.</summary>
    internal static IEnumerable<(string Text, string Declarations)> SqlServerTexts() =>
        from pair in Queries
        where pair.Key.IsSqlServer
        select (
            pair.Value.Text,
            string.Join(
                ", ",
                pair.Value.Parameters.Select(name => name is "@person" ? "@person uniqueidentifier" : "@chosen nvarchar(max)")
            )
        );

    /// <summary>The accounts in a person's data scope.</summary>
    /// <param name="chosen">Only these, by public id; empty: all.</param>
    /// <exception cref="InvalidOperationException">A program asks, whose accounts depend on its owner's: a bug.</exception>
    internal Task<List<VisibleAccount>> AccountsAsync(Actor actor, IReadOnlyCollection<Guid> chosen, CancellationToken ct) =>
        chosen.Count > 0
            ? AskAsync(actor, Of.Chosen, $"[{string.Join(',', chosen.Select(id => $"\"{ReadLanes.Text(id)}\""))}]", Visible, ct)
            : AskAsync(actor, Of.All, null, Visible, ct);

    /// <summary>How many accounts are in a person's data scope.</summary>
    internal async Task<int> CountAsync(Actor actor, CancellationToken ct) =>
        (await AskAsync(actor, Of.Count, null, static reader => reader.GetInt32(0), ct))[0];

    /// <summary>Those of some accounts that are in a person's data scope.</summary>
    /// <exception cref="InvalidOperationException">A program asks, whose accounts depend on its owner's: a bug.</exception>
    internal Task<List<ShownAccount>> ShownAsync(Actor actor, IEnumerable<int> accounts, CancellationToken ct) =>
        AskAsync(actor, Of.Shown, $"[{string.Join(',', accounts)}]", Shown, ct);

    private Task<List<T>> AskAsync<T>(Actor actor, Of which, string? chosen, Func<DbDataReader, T> map, CancellationToken ct)
    {
        if (actor.Program is not null)
            throw new InvalidOperationException("These are a person's accounts; a program's are known to ClientScopes.");
        var values = new List<object?>(2);
        if (!actor.IsSystem)
            values.Add(lanes.Id(actor.PersonId));
        if (chosen is not null)
            values.Add(chosen);
        return lanes.AskAsync(
            Queries[(lanes.IsSqlServer, !actor.IsSystem, which)],
            values.ToArray(),
            async (reader, ct) =>
            {
                var accounts = new List<T>();
                while (await reader.ReadAsync(ct))
                    accounts.Add(map(reader));
                return accounts;
            },
            ct
        );
    }

    private static VisibleAccount Visible(DbDataReader reader) => new(reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2));

    private static ShownAccount Shown(DbDataReader reader) =>
        new(
            reader.GetInt32(0),
            reader.GetGuid(1),
            reader.GetString(2),
            reader.GetString(3),
            reader.GetString(4),
            reader.IsDBNull(5) ? null : reader.GetInt64(5)
        );

    /// <summary>Condition on an account <c>a</c>: granted to <c>@person</c> singly, or through a legal entity at or above its own.</summary>
    internal static string IsHeld(bool isSqlServer)
    {
        var starts = isSqlServer
            ? """LEFT(o."Path", LEN(x."Path")) = x."Path" """
            : """substr(o."Path", 1, length(x."Path")) = x."Path" """;
        return $"""
            (a."Id" IN (SELECT g."AccountId" FROM "ScopeGrants" g WHERE g."PersonId" = @person AND g."AccountId" IS NOT NULL)
              OR a."LegalEntityId" IN (SELECT o."Id" FROM "ScopeGrants" g JOIN "LegalEntities" x ON x."Id" = g."LegalEntityId"
                JOIN "LegalEntities" o ON {starts} WHERE g."PersonId" = @person))
            """;
    }

    private static ReadQuery Write(bool isSqlServer, bool ofPerson, Of which)
    {
        var columns = which switch
        {
            Of.Count => "COUNT(*) ",
            Of.Shown => """a."Id", a."PublicId", a."Name", a."Number", a."CurrencyCode", a."BaseMinor" """,
            _ => """a."Id", a."LegalEntityId", a."CurrencyCode" """,
        };
        var text = new StringBuilder($"SELECT {columns}FROM \"Accounts\" a WHERE 1 = 1");
        var parameters = new List<string>();
        if (ofPerson)
        {
            parameters.Add("@person");
            text.Append(" AND ").Append(IsHeld(isSqlServer));
        }
        if (which is Of.All or Of.Count)
            return new ReadQuery(text.ToString(), [.. parameters]);
        parameters.Add("@chosen");
        var (column, type) = which == Of.Chosen ? ("PublicId", "uniqueidentifier") : ("Id", "int");
        var list = ReadQuery.List(isSqlServer, "@chosen", type);
        text.Append(CultureInfo.InvariantCulture, $" AND a.\"{column}\" IN ({list})");
        return new ReadQuery(text.ToString(), [.. parameters]);
    }
}

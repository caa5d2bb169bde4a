using System.Data.Common;
using System.Globalization;
using System.Text;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Accounts;

/// <summary>An account in scope, as lists need to know it.</summary>
/// <param name="BaseMinor">Booked balance before the first stored entry; null while no statement told a balance.</param>
internal sealed record VisibleAccount(
    int Id,
    Guid PublicId,
    int LegalEntityId,
    string Name,
    string Number,
    string CurrencyCode,
    long? BaseMinor
);

/// <summary>
/// <see cref="PortalDbContext.AccountsVisibleTo"/> written by hand, since every list asks it at every turn of a page. A test holds the two
/// against each other.
/// </summary>
public sealed class ScopeReads(ReadLanes lanes)
{
    private static readonly ReadQuery Sqlite = Write(isSqlServer: false, ofPerson: true, isChosen: false);
    private static readonly ReadQuery SqliteChosen = Write(isSqlServer: false, ofPerson: true, isChosen: true);
    private static readonly ReadQuery SqliteAll = Write(isSqlServer: false, ofPerson: false, isChosen: false);
    private static readonly ReadQuery SqliteAllChosen = Write(isSqlServer: false, ofPerson: false, isChosen: true);
    private static readonly ReadQuery SqlServer = Write(isSqlServer: true, ofPerson: true, isChosen: false);
    private static readonly ReadQuery SqlServerChosen = Write(isSqlServer: true, ofPerson: true, isChosen: true);
    private static readonly ReadQuery SqlServerAll = Write(isSqlServer: true, ofPerson: false, isChosen: false);
    private static readonly ReadQuery SqlServerAllChosen = Write(isSqlServer: true, ofPerson: false, isChosen: true);

    /// <summary>Every text that SQL Server may be asked, with the declarations of its parameters: to be checked against its schema.</summary>
    internal static IEnumerable<(string Text, string Declarations)> SqlServerTexts() =>
        from query in (ReadQuery[])[SqlServer, SqlServerChosen, SqlServerAll, SqlServerAllChosen]
        select (
            query.Text,
            string.Join(", ", query.Parameters.Select(name => name is "@person" ? "@person uniqueidentifier" : "@chosen nvarchar(max)"))
        );

    /// <summary>The accounts in a person's data scope.</summary>
    /// <param name="chosen">Only these, by public id; empty: all.</param>
    /// <exception cref="InvalidOperationException">A program asks, whose accounts depend on its owner's: a bug.</exception>
    internal Task<List<VisibleAccount>> AccountsAsync(Actor actor, IReadOnlyCollection<Guid> chosen, CancellationToken ct)
    {
        if (actor.Program is not null)
            throw new InvalidOperationException("These are a person's accounts; a program's are known to ClientScopes.");
        var query = (lanes.IsSqlServer, actor.IsSystem, chosen.Count > 0) switch
        {
            (false, false, false) => Sqlite,
            (false, false, true) => SqliteChosen,
            (false, true, false) => SqliteAll,
            (false, true, true) => SqliteAllChosen,
            (true, false, false) => SqlServer,
            (true, false, true) => SqlServerChosen,
            (true, true, false) => SqlServerAll,
            (true, true, true) => SqlServerAllChosen,
        };
        var values = new List<object?>(2);
        if (!actor.IsSystem)
            values.Add(lanes.IsSqlServer ? actor.PersonId : Text(actor.PersonId));
        if (chosen.Count > 0)
            values.Add($"[{string.Join(',', chosen.Select(id => $"\"{Text(id)}\""))}]");
        return lanes.AskAsync(query, values.ToArray(), ReadAsync, ct);
    }

    private static async Task<List<VisibleAccount>> ReadAsync(DbDataReader reader, CancellationToken ct)
    {
        var accounts = new List<VisibleAccount>();
        while (await reader.ReadAsync(ct))
            accounts.Add(
                new(
                    reader.GetInt32(0),
                    reader.GetGuid(1),
                    reader.GetInt32(2),
                    reader.GetString(3),
                    reader.GetString(4),
                    reader.GetString(5),
                    reader.IsDBNull(6) ? null : reader.GetInt64(6)
                )
            );
        return accounts;
    }

    /// <summary>As the database keeps it: SQLite compares texts byte by byte.</summary>
    private static string Text(Guid id) => id.ToString("D").ToUpperInvariant();

    private static ReadQuery Write(bool isSqlServer, bool ofPerson, bool isChosen)
    {
        var starts = isSqlServer
            ? """LEFT(o."Path", LEN(x."Path")) = x."Path" """
            : """substr(o."Path", 1, length(x."Path")) = x."Path" """;
        var ids = isSqlServer
            ? """SELECT j."value" FROM OPENJSON(@chosen) WITH ("value" uniqueidentifier '$') j"""
            : """SELECT "value" FROM json_each(@chosen)""";
        var text = new StringBuilder(
            """
            SELECT a."Id", a."PublicId", a."LegalEntityId", a."Name", a."Number", a."CurrencyCode", a."BaseMinor" FROM "Accounts" a WHERE 1 = 1
            """
        );
        var parameters = new List<string>();
        if (ofPerson)
        {
            parameters.Add("@person");
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                 AND (a."Id" IN (SELECT g."AccountId" FROM "ScopeGrants" g WHERE g."PersonId" = @person AND g."AccountId" IS NOT NULL)
                OR a."LegalEntityId" IN (SELECT o."Id" FROM "ScopeGrants" g JOIN "LegalEntities" x ON x."Id" = g."LegalEntityId"
                  JOIN "LegalEntities" o ON {starts} WHERE g."PersonId" = @person))
                """
            );
        }
        if (isChosen)
        {
            parameters.Add("@chosen");
            text.Append(CultureInfo.InvariantCulture, $""" AND a."PublicId" IN ({ids})""");
        }
        return new ReadQuery(text.ToString(), [.. parameters]);
    }
}

using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace FundPortal.Application.Data;

/// <summary>
/// The stored Data Protection keys. Read by hand, since a start reads them before the port opens (see <see cref="StartReads"/>); a new one,
/// once in months, is stored by EF.
/// </summary>
internal sealed class KeyRows(DatabaseOptions options, IXmlRepository store) : IXmlRepository
{
    internal const string Text = """SELECT "Xml" FROM "DataProtectionKeys" WHERE "Xml" <> '' ORDER BY "Id" """;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = options.NewConnection();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Text;
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
            keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName) => store.StoreElement(element, friendlyName);
}

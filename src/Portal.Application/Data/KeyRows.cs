using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Data;

/// <summary>
/// The stored Data Protection keys. Read by hand, since a start reads them before the port opens (see <see cref="StartReads"/>); a new one,
/// once in months, is stored by EF.
/// </summary>
internal sealed class KeyRows(DatabaseOptions options, IXmlRepository store, ILogger<KeyRows> log) : IXmlRepository
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
        {
            try
            {
                keys.Add(XElement.Parse(reader.GetString(0)));
            }
            catch (XmlException error)
            {
                // One broken row must not take the others' keys away.
                log.LogWarning("A row of the key ring is no XML: {Reason}", error.Message);
            }
        }
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName) => store.StoreElement(element, friendlyName);
}

using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>The keys that protect cookies and forms: in the database for all nodes, wrapped by the key-encryption key.</summary>
public sealed class ProtectionKeys(SecretsSource secrets, KeyRing ring) : IXmlRepository
{
    internal const string Purpose = "data-protection";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = secrets.Database.CreateCommand("select wrapped from secrets.protection_key order by created");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
            keys.Add(XElement.Parse(Encoding.UTF8.GetString(ring.Unwrap(reader.GetFieldValue<byte[]>(0), Purpose))));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = secrets.Database.CreateCommand(
            "insert into secrets.protection_key (name, wrapped, created) values ($1, $2, events.clock()) on conflict (name) do nothing"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(
            new NpgsqlParameter<byte[]>
            {
                TypedValue = ring.Wrap(Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), Purpose),
            }
        );
        command.ExecuteNonQuery();
    }
}

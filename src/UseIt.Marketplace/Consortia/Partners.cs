using System.Text.Json;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Consortia;

/// <summary>What an enterprise says in public that it can do.</summary>
public sealed record PublicCapability(Guid CapabilityId, string Title, IReadOnlyList<string> Cpv, IReadOnlyList<string> Words);

/// <summary>An enterprise as a partner: its name and its public capabilities.</summary>
public sealed record Partner(Guid OrganisationId, string Name, IReadOnlyList<PublicCapability> Capabilities);

/// <summary>Who could be a partner, by organisation. Public facts only: never who is in which bid.</summary>
public sealed class Partners : TableView<Partner>
{
    public override string Name => "partner";
    public override Composite Composite => Composites.Work;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(OrganisationRegistered),
            typeof(OrganisationRenamed),
            typeof(OrganisationMerged),
            typeof(OrganisationClosed),
            typeof(CapabilityDeclared),
            typeof(CapabilityWithdrawn),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        e.Data switch
        {
            OrganisationRegistered o when o.Kinds.Contains(OrganisationKind.Enterprise) => [o.OrganisationId],
            OrganisationRenamed o => [o.OrganisationId],
            OrganisationMerged o => [o.OrganisationId],
            OrganisationClosed o => [o.OrganisationId],
            CapabilityDeclared c => [c.OrganisationId],
            CapabilityWithdrawn c => [c.OrganisationId],
            _ => [],
        };

    public override Partner? Apply(Guid key, Partner? row, IEvent e) =>
        e.Data switch
        {
            OrganisationRegistered o => new Partner(key, o.Name, row?.Capabilities ?? []),
            OrganisationRenamed o => row is null ? null : row with { Name = o.Name },
            OrganisationMerged or OrganisationClosed => null,
            CapabilityDeclared c => row is null
                ? null
                : row with
                {
                    Capabilities =
                    [
                        .. Others(row, c.CapabilityId),
                        .. c.Public ? [new PublicCapability(c.CapabilityId, c.Title, c.Cpv, c.Words)] : Array.Empty<PublicCapability>(),
                    ],
                },
            CapabilityWithdrawn c => row is null ? null : row with { Capabilities = [.. Others(row, c.CapabilityId)] },
            _ => row,
        };

    /// <summary>The rows of these organisations, as far as they are known.</summary>
    public async Task<IReadOnlyDictionary<Guid, Partner>> OfAsync(
        NpgsqlDataSource database,
        IEnumerable<Guid> organisations,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand($"select data from {Table} where key = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. organisations] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new Dictionary<Guid, Partner>();
        while (await reader.ReadAsync(cancel))
        {
            var row = JsonSerializer.Deserialize<Partner>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!;
            rows[row.OrganisationId] = row;
        }
        return rows;
    }

    /// <summary>Those who could be a partner by words of their names, but for some.</summary>
    public async Task<IReadOnlyList<Partner>> NamedAsync(
        NpgsqlDataSource database,
        OrganisationNames names,
        string words,
        IEnumerable<Guid> but,
        CancellationToken cancel
    )
    {
        var named = await names.NamedAsync(database, words, [OrganisationKind.Enterprise], but, cancel);
        var known = await OfAsync(database, named.Select(o => o.OrganisationId), cancel);
        return [.. named.Select(o => known.GetValueOrDefault(o.OrganisationId)).OfType<Partner>()];
    }

    private static IEnumerable<PublicCapability> Others(Partner row, Guid capability) =>
        row.Capabilities.Where(c => c.CapabilityId != capability);
}

using System.Text.Json;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

public sealed record ConcernRow(Guid ConcernId, Guid SupportOrganisationId, DateTimeOffset RaisedAt, DateTimeOffset? ClosedAt);

/// <summary>That there are concerns, and since when. What they say is in no view.</summary>
public sealed class Concerns : TableView<ConcernRow>
{
    public override string Name => "concerns";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["support"] = "((data ->> 'supportOrganisationId'), key desc)" };

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(ConcernRaised), typeof(ConcernClosed) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override ConcernRow? Apply(Guid key, ConcernRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ConcernRaised f) => new ConcernRow(key, f.SupportOrganisationId, e.Timestamp, null),
            (not null, ConcernClosed) => row with { ClosedAt = e.Timestamp },
            _ => row,
        };

    /// <summary>The newest of an organisation.</summary>
    public Task<IReadOnlyList<ConcernRow>> OfAsync(NpgsqlDataSource database, Guid support, CancellationToken cancel) =>
        database.RowsAsync<ConcernRow>(
            $"select data from {Table} where data ->> 'supportOrganisationId' = $1 order by key desc limit {ViewRows.LargestPage}",
            [support.ToString()],
            cancel
        );
}

/// <summary>A concern in the clear, for a lead.</summary>
public sealed record ConcernAnswer(Guid ConcernId, Guid CandidateId, string About, string What, string? Done);

/// <summary>Reads concerns for the leads alone, and notes that they did.</summary>
public sealed class ReadConcerns(IDocumentStore store, Vault vault, ReadAudit audit)
{
    public async Task<Safeguarding> LeadsAsync(Guid support, CancellationToken cancel) =>
        (await store.FetchAsync<Safeguarding>(Safeguarding.IdOf(support), cancel)).State;

    /// <summary>The numbers to call, where there are any.</summary>
    public async Task<string?> NumbersAsync(Guid support, CancellationToken cancel) =>
        (await LeadsAsync(support, cancel)).Numbers is { } numbers
            ? (await vault.RevealAsync(Safeguarding.SubjectOf(support), [numbers], cancel))[0]
            : null;

    public async Task<ConcernAnswer?> OfAsync(Actor reader, Guid id, CancellationToken cancel)
    {
        var concern = (await store.FetchAsync<Concern>(id, cancel)).State;
        if (concern.What is null || !CloseConcernHandler.Reads(reader, await LeadsAsync(concern.SupportOrganisation, cancel), concern))
            return null;
        await audit.NoteAsync(reader, "concern", id, "safeguarding", cancel);
        var read = await vault.RevealAsync(Concern.SubjectOf(id), [concern.What, concern.Done], cancel);
        var words = JsonSerializer.Deserialize<ConcernWords>(read[0]!, EventJson.Options)!;
        return new ConcernAnswer(id, words.CandidateId, words.About, words.What, read[1]);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/concerns/{concernId:guid}",
                async (Guid concernId, HttpContext http, Actors actors, ReadConcerns concerns) =>
                    await concerns.OfAsync(await actors.OfAsync(http, http.RequestAborted), concernId, http.RequestAborted) is { } concern
                        ? Results.Json(concern, EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(SkillsAccess.Support)
            .Produces<ConcernAnswer>()
            .WithTags("Skills");
}

using System.Globalization;
using CsvHelper;
using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A programme as everybody may read it.</summary>
public sealed record PublicProgramme(
    Guid ProgrammeId,
    string Title,
    string Neighbourhood,
    DateOnly From,
    DateOnly Until,
    string Rules,
    IReadOnlyList<PublicStrand> Strands,
    IReadOnlyList<PublicPartner> Partners,
    IReadOnlyList<Target> Targets,
    string? TotalsAsOf,
    IReadOnlyList<ProgrammeTotal> Totals,
    IReadOnlyList<PublishedFigure> PublishedElsewhere
);

public sealed record PublicStrand(string Title, string Question, string? Lead);

public sealed record PublicPartner(string Name, DateOnly Joined, DateOnly? Left);

/// <summary>A line of a sample with all that shows it: the evidence that was given, and what of it is gone and why.</summary>
public sealed record SampledLine(
    ClaimLine Line,
    IReadOnlyDictionary<string, GivenPiece> Evidence,
    IReadOnlyList<string> Missing,
    string? Erased
);

public sealed record SampleBundle(
    Guid ClaimId,
    string Quarter,
    Guid SampleId,
    string Seed,
    int Size,
    bool DrawnAgainTheSame,
    IReadOnlyList<SampledLine> Lines
);

/// <summary>One output as it stands now: what counts, and what of its evidence is missing.</summary>
public sealed record OutputNow(
    string Indicator,
    Guid SubjectId,
    string? Name,
    DateOnly? Since,
    decimal? Hours,
    string? WhyNot,
    IReadOnlyList<string> Missing
);

/// <summary>What the pages of programmes and the API read.</summary>
public sealed class ProgrammeRooms(
    IDocumentStore store,
    NpgsqlDataSource database,
    ProgrammeReading reading,
    ProgrammeList list,
    ProgrammeSources sources,
    ViewRows rows
)
{
    private static readonly CsvWriterOptions Harmless = new() { Injection = CsvInjection.Escape };

    public ProgrammeList List => list;
    public ProgrammeSources Sources => sources;
    public ViewRows Rows => rows;

    public async Task<Programme?> FindAsync(Guid programme, CancellationToken cancel) =>
        await store.FetchAsync<Programme>(programme, cancel) is { Exists: true } found ? found.State : null;

    public async Task<PublicProgramme?> PublicAsync(Guid id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { } programme)
            return null;
        var row = await list.FindAsync(database, id, cancel);
        return new PublicProgramme(
            id,
            programme.Title,
            programme.Neighbourhood,
            programme.From,
            programme.Until,
            programme.Rules?.Name ?? programme.RuleSet,
            [
                .. programme.Strands.Select(s => new PublicStrand(
                    s.Title,
                    s.Question,
                    s.LeadPartnerId is { } lead ? programme.Partner(lead)?.Name : null
                )),
            ],
            [.. programme.Partners.OrderBy(p => p.Joined).Select(p => new PublicPartner(p.Name, p.Joined, p.Left))],
            programme.Targets,
            row?.Claims.LastOrDefault()?.Quarter,
            row?.Totals ?? [],
            programme.Figures
        );
    }

    /// <summary>Everything about it up to now.</summary>
    public async Task<ProgrammeFacts?> NowAsync(Guid programme, CancellationToken cancel) =>
        await reading.ReadAsync(programme, await database.CeilingAsync(cancel), cancel);

    /// <summary>The outputs of the funder's indicators, with what their evidence lacks.</summary>
    public static IReadOnlyList<OutputNow> Outputs(ProgrammeFacts facts)
    {
        var evidence = facts.Evidence;
        return
        [
            .. facts
                .Evaluated()
                .Where(c => facts.Programme.Rules?.Find(c.Indicator.Code) == c.Indicator)
                .SelectMany(c =>
                    c.Outputs.Select(o => new OutputNow(
                            c.Indicator.Code,
                            o.SubjectId,
                            o.Name,
                            o.On,
                            o.Hours,
                            null,
                            (
                                evidence.GetValueOrDefault(OutputEvidence.IdOf(facts.ProgrammeId, c.Indicator.Code, o.SubjectId))
                                ?? OutputEvidence.Empty
                            ).Missing(c.Indicator)
                        ))
                        .Concat(
                            c.LeftOut.Where(l => !l.Elsewhere)
                                .Select(l => new OutputNow(c.Indicator.Code, l.SubjectId, l.Name, null, l.Hours, l.Why, []))
                        )
                ),
        ];
    }

    public async Task<ProgrammeClaim?> ClaimAsync(Guid claim, CancellationToken cancel) =>
        (await store.FetchAsync<ProgrammeClaim>(claim, cancel)).State is { Said: not null } found ? found : null;

    public async Task<SampleBundle?> SampleAsync(Guid claimId, Guid sample, CancellationToken cancel)
    {
        if (
            await ClaimAsync(claimId, cancel) is not { Said: { } said } claim
            || claim.Samples.FirstOrDefault(s => s.SampleId == sample) is not { } drawn
            || await FindAsync(said.ProgrammeId, cancel) is not { } programme
        )
            return null;
        ClaimLine[] lines = [.. drawn.Drawn.SelectMany(key => said.Lines.Where(l => l.Key == key))];
        var evidence = await store.FetchAsync<OutputEvidence>(
            [.. lines.Select(l => OutputEvidence.IdOf(said.ProgrammeId, l.Indicator, l.SubjectId)).Distinct()],
            cancel
        );
        var given = evidence.ToDictionary(e => e.Id, e => e.State);
        var erased = (await store.ReadStreamsAsync(lines.Select(l => l.SubjectId), long.MaxValue, cancel))
            .Select(e =>
                e.Data switch
                {
                    CandidateErased f => (e.StreamId, f.Reason),
                    ResearcherErased f => (e.StreamId, f.Reason),
                    _ => (Guid.Empty, ""),
                }
            )
            .Where(e => e.Item1 != Guid.Empty)
            .ToDictionary(e => e.Item1, e => e.Item2);
        return new SampleBundle(
            claimId,
            said.Quarter,
            sample,
            drawn.Seed,
            drawn.Size,
            SampleDraw.Of(claimId, said.Lines, drawn.Seed, drawn.Size).SequenceEqual(drawn.Drawn),
            [
                .. lines.Select(l =>
                {
                    var state = given[OutputEvidence.IdOf(said.ProgrammeId, l.Indicator, l.SubjectId)];
                    return new SampledLine(
                        l,
                        state.Pieces,
                        programme.Rules?.Find(l.Indicator) is { } indicator ? state.Missing(indicator) : [],
                        erased.GetValueOrDefault(l.SubjectId)
                    );
                }),
            ]
        );
    }

    /// <summary>A claim line by line, as funders and auditors take it.</summary>
    public static byte[] Csv(ProgrammeClaimed claim)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, Harmless, true))
        {
            Row(
                "Claim",
                "Quarter",
                "Indicator",
                "Number of the enterprise or person",
                "Counts since",
                "Quantity",
                "Unit",
                "Hours",
                "Adjustment"
            );
            foreach (var line in claim.Lines)
                Row(
                    claim.ClaimId.ToString(),
                    claim.Quarter,
                    line.Indicator,
                    line.SubjectId.ToString(),
                    line.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    Written(line.Quantity),
                    line.Unit,
                    line.Hours is { } hours ? Written(hours) : "",
                    line.Reason ?? ""
                );

            void Row(params ReadOnlySpan<string> cells)
            {
                foreach (var cell in cells)
                    csv.WriteField(cell);
                csv.EndRecord();
            }
        }
        return bytes.ToArray();
    }

    // A number that goes out is negative, and not a formula.
    private static string Written(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}

/// <summary>Reads programmes, their outputs, claims and samples.</summary>
public static class ReadProgrammes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/programmes",
                async (Guid? after, int? limit, HttpContext http, ProgrammeRooms rooms, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, rooms.List);
                    var page = await rooms.List.AllAsync(rooms.Rows, after, limit, http.RequestAborted);
                    return Results.Json(
                        new Rows<Listed>(
                            [
                                .. page.Items.Select(r => new Listed(
                                    r.ProgrammeId,
                                    r.Title,
                                    r.Neighbourhood,
                                    r.From,
                                    r.Until,
                                    r.Claims.LastOrDefault()?.Quarter,
                                    r.Totals
                                )),
                            ],
                            page.Next
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ListProgrammes")
            .WithTags("Programmes");
        routes
            .MapGet(
                "/api/v1/programmes/{programmeId:guid}",
                async (Guid programmeId, HttpContext http, ProgrammeRooms rooms, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, rooms.List);
                    return await rooms.PublicAsync(programmeId, http.RequestAborted) is { } programme
                        ? Results.Json(programme, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<PublicProgramme>()
            .WithName("ReadProgramme")
            .WithTags("Programmes");
        routes
            .MapGet(
                "/api/v1/programmes/{programmeId:guid}/outputs",
                async (Guid programmeId, HttpContext http, ProgrammeRooms rooms, Actors actors) =>
                    await rooms.FindAsync(programmeId, http.RequestAborted) is { } programme
                    && ProgrammeAccess.Reads(await actors.OfAsync(http, http.RequestAborted), programme)
                    && await rooms.NowAsync(programmeId, http.RequestAborted) is { } facts
                        ? Results.Json(ProgrammeRooms.Outputs(facts), EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(ProgrammeAccess.Readers)
            .WithName("ReadProgrammeOutputs")
            .WithTags("Programmes");
        routes
            .MapGet(
                "/api/v1/claims/{claimId:guid}",
                async (Guid claimId, HttpContext http, ProgrammeRooms rooms, Actors actors, PositionTokens tokens) =>
                    await ClaimAsync(claimId, http, rooms, actors) is { Said: { } said } claim
                        ? Results.Json(
                            new
                            {
                                said.ClaimId,
                                said.ProgrammeId,
                                said.Quarter,
                                DataCut = tokens.Of(said.DataCut),
                                said.RuleSet,
                                said.Lines,
                                said.Held,
                                said.Spend,
                                said.Totals,
                                said.Signature,
                                claim.Samples,
                            },
                            EventJson.Options
                        )
                        : Problems.NotFound()
            )
            .AllowedTo(ProgrammeAccess.Readers)
            .WithName("ReadProgrammeClaim")
            .WithTags("Programmes");
        foreach (var path in new[] { "/api/v1/claims/{claimId:guid}.csv", "/claims/{claimId:guid}.csv" })
            routes
                .MapGet(
                    path,
                    async (HttpContext http, ProgrammeRooms rooms, Actors actors) =>
                        Guid.TryParse((string?)http.Request.RouteValues["claimId"], CultureInfo.InvariantCulture, out var claimId)
                        && await ClaimAsync(claimId, http, rooms, actors) is { Said: { } said }
                            ? Results.Bytes(ProgrammeRooms.Csv(said), "text/csv; charset=utf-8", $"claim-{said.Quarter}.csv")
                            : Problems.NotFound()
                )
                .AllowedTo(ProgrammeAccess.Readers)
                .WithName(path.StartsWith("/api", StringComparison.Ordinal) ? "ReadClaimAsTable" : "ReadClaimAsTableInABrowser")
                .WithTags("Programmes");
        routes
            .MapGet(
                "/api/v1/claims/{claimId:guid}/samples/{sampleId:guid}",
                async (Guid claimId, Guid sampleId, HttpContext http, ProgrammeRooms rooms, Actors actors) =>
                    await ClaimAsync(claimId, http, rooms, actors) is not null
                    && await rooms.SampleAsync(claimId, sampleId, http.RequestAborted) is { } bundle
                        ? Results.Json(bundle, EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(ProgrammeAccess.Readers)
            .Produces<SampleBundle>()
            .WithName("ReadClaimSample")
            .WithTags("Programmes");
    }

    private sealed record Listed(
        Guid ProgrammeId,
        string Title,
        string Neighbourhood,
        DateOnly From,
        DateOnly Until,
        string? TotalsAsOf,
        IReadOnlyList<ProgrammeTotal> Totals
    );

    private static async Task<ProgrammeClaim?> ClaimAsync(Guid claim, HttpContext http, ProgrammeRooms rooms, Actors actors) =>
        await rooms.ClaimAsync(claim, http.RequestAborted) is { Said: { } said } found
        && await rooms.FindAsync(said.ProgrammeId, http.RequestAborted) is { } programme
        && ProgrammeAccess.Sees(await actors.OfAsync(http, http.RequestAborted), programme.LeadOrganisation)
            ? found
            : null;
}

using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Tenders;

/// <summary>A buyer with one person for each duty.</summary>
public sealed record TestBuyer(Guid Id, TestPerson Author, TestPerson Approver, TestPerson FirstOpener, TestPerson SecondOpener);

/// <summary>A tender with two lots, each with a capability, a scored question, a commitment and a price.</summary>
public sealed record TestTender(
    Guid Id,
    TestBuyer Buyer,
    Guid GroundsLot,
    Guid CleaningLot,
    IReadOnlyList<Requirement> Requirements,
    IReadOnlyList<Criterion> Criteria,
    DateTimeOffset Deadline
)
{
    public Criterion Quality => Criteria[0];
    public Criterion SocialValue => Criteria[1];
    public Criterion Price => Criteria[2];

    public Requirement Of(Guid lot, RequirementKind kind) => Requirements.Single(r => r.LotId == lot && r.Kind == kind);
}

/// <summary>The steps of a tender's life as tests of other contexts need them, over HTTP where people do them.</summary>
public static class TenderSteps
{
    public static readonly Place Ladywood = new("E05011151", "Ladywood");

    public static async Task<TestBuyer> BuyerAsync(this MarketplaceApp app, string name = "City Hospital Trust")
    {
        var id = await app.OrganisationAsync(name, OrganisationKind.Buyer);
        return new TestBuyer(
            id,
            await app.PersonAsync("Beatrice Author", id, Roles.Author),
            await app.PersonAsync("Carol Approver", id, Roles.Approver),
            await app.PersonAsync("Dev Opener", id, Roles.Opener),
            await app.PersonAsync("Ellen Opener", id, Roles.Opener)
        );
    }

    /// <summary>The store's clock, in whole seconds.</summary>
    public static async Task<DateTimeOffset> NowAsync(this MarketplaceApp app) =>
        (await app.Store.ClockAsync()) is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) : default;

    /// <summary>A draft that has a title and no more.</summary>
    public static async Task<Guid> BegunAsync(this TestBuyer buyer, string regime = RegimeCodes.PrivateVoluntary)
    {
        var drafted = await buyer.Author.Http.DoAsync(
            "/api/v1/tenders",
            new
            {
                buyerId = buyer.Id,
                title = "Hospital grounds and cleaning",
                regime,
            }
        );
        return Guid.Parse(drafted["id"]!.GetValue<string>());
    }

    /// <summary>A draft that lacks nothing.</summary>
    public static async Task<TestTender> DraftAsync(
        this MarketplaceApp app,
        TestBuyer? buyer = null,
        Envelopes envelopes = Envelopes.Two,
        DateTimeOffset? deadline = null,
        string regime = RegimeCodes.PrivateVoluntary
    )
    {
        buyer ??= await app.BuyerAsync();
        var closes = deadline ?? (await app.NowAsync()).AddDays(30);
        var http = buyer.Author.Http;
        var id = await buyer.BegunAsync(regime);
        await http.DoAsync(
            $"/api/v1/tenders/{id}/description",
            new
            {
                title = "Hospital grounds and cleaning",
                description = "Keep the grounds green and the wards clean.",
                cpv = new[] { "77310000", "90910000" },
                places = new[] { Ladywood },
                estimate = new Estimate(new Money(90_000), new Money(108_000)),
                suitableForVcse = true,
            }
        );
        var lots = new List<Guid>();
        var requirements = new List<Requirement>();
        Criterion[] criteria =
        [
            new(Guid.CreateVersion7(), CriterionKind.Quality, "Method", "How the work is done", 40, 5),
            new(Guid.CreateVersion7(), CriterionKind.SocialValue, "Social value", "Jobs and training for local people", 20, 5),
            new(Guid.CreateVersion7(), CriterionKind.Price, "Price", "Price for the whole term", 40, 100, "F1"),
        ];
        foreach (var (title, cpv) in new[] { ("Grounds", "77310000"), ("Cleaning", "90910000") })
        {
            var lot = Guid.CreateVersion7();
            lots.Add(lot);
            await http.DoAsync(
                $"/api/v1/tenders/{id}/lots",
                new
                {
                    lotId = lot,
                    title,
                    description = $"{title} for three years",
                    cpv = new[] { cpv },
                    places = new[] { Ladywood },
                    estimate = new Estimate(new Money(45_000), null),
                }
            );
            Requirement[] asked =
            [
                new(Guid.CreateVersion7(), lot, RequirementKind.Capability, $"{title} work", $"You do {title} work", true, null, [cpv]),
                new(
                    Guid.CreateVersion7(),
                    lot,
                    RequirementKind.Question,
                    "Method",
                    "How will you do it?",
                    true,
                    criteria[0].CriterionId,
                    WordLimit: 500
                ),
                new(
                    Guid.CreateVersion7(),
                    lot,
                    RequirementKind.Commitment,
                    "Local jobs",
                    "How many local people will you employ?",
                    true,
                    criteria[1].CriterionId,
                    null,
                    new CommitmentMetric("PPN 002", "2025", "NT1", "people", new DateOnly(2027, 6, 30))
                ),
                new(Guid.CreateVersion7(), lot, RequirementKind.Price, "Price", "Price for three years", true, criteria[2].CriterionId),
            ];
            requirements.AddRange(asked);
            foreach (var r in asked)
                await http.DoAsync(
                    $"/api/v1/tenders/{id}/requirements",
                    new
                    {
                        r.RequirementId,
                        r.LotId,
                        r.Kind,
                        r.Title,
                        r.Text,
                        r.Mandatory,
                        r.CriterionId,
                        r.Cpv,
                        r.Metric,
                        r.WordLimit,
                    }
                );
        }
        await http.DoAsync(
            $"/api/v1/tenders/{id}/criteria",
            new
            {
                criteria,
                envelopes,
                tieLadder = new[] { "HighestSocialValue", "LowestPrice", "Draw" },
            }
        );
        await http.DoAsync($"/api/v1/tenders/{id}/deadline", new { deadline = closes, questionsUntil = closes.AddDays(-1) });
        await http.DoAsync(
            $"/api/v1/tenders/{id}/openers",
            new { openers = new[] { buyer.FirstOpener.Id, buyer.SecondOpener.Id }, needed = 2 }
        );
        return new TestTender(id, buyer, lots[0], lots[1], requirements, criteria, closes);
    }

    public static async Task<TestTender> PublishedAsync(
        this MarketplaceApp app,
        TestBuyer? buyer = null,
        Envelopes envelopes = Envelopes.Two,
        DateTimeOffset? deadline = null
    )
    {
        var tender = await app.DraftAsync(buyer, envelopes, deadline);
        await tender.Buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
        return tender;
    }

    /// <summary>Lets the test store's clock pass the deadline and the tender close by itself.</summary>
    public static async Task ClosedAsync(this MarketplaceApp app, TestTender tender)
    {
        for (var i = 0; i < 100; i++)
        {
            var state = (await app.Store.FetchAsync<Tender>(tender.Id)).State;
            if (state.Stage == TenderStage.Closed)
                return;
            // Each round moves on by a second, so that what comes again a second later is due.
            if (await app.Store.ClockAsync() <= state.Deadline)
                await app.ClockToAsync(state.Deadline!.Value);
            await app.ClockForwardAsync(TimeSpan.FromSeconds(1));
            await app.SettledAsync();
        }
        throw new InvalidOperationException("The tender did not close.");
    }

    public static async Task RequestOpeningAsync(this TestTender tender, BidPart part = BidPart.Quality)
    {
        await tender.Buyer.FirstOpener.Http.DoAsync($"/api/v1/tenders/{tender.Id}/opening-requests", new { part });
        await tender.Buyer.SecondOpener.Http.DoAsync($"/api/v1/tenders/{tender.Id}/opening-requests", new { part });
    }

    public static Task ClockToAsync(this MarketplaceApp app, DateTimeOffset instant) =>
        app.SqlAsync("select events.set_clock_offset($1 - clock_timestamp())", instant.UtcDateTime);

    public static Task ClockForwardAsync(this MarketplaceApp app, TimeSpan by) =>
        app.SqlAsync("select events.set_clock_offset(clock_offset + $1) from events.mark", by);

    /// <summary>Waits until another session waits for a lock that this connection holds.</summary>
    public static async Task UntilSomebodyWaitsForAsync(this MarketplaceApp app, NpgsqlConnection holder)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var asking = await app.Database.OpenConnectionAsync(patience.Token);
        await using var ask = new NpgsqlCommand(
            "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))",
            asking
        );
        ask.Parameters.Add(new NpgsqlParameter<int> { TypedValue = holder.ProcessID });
        while (await ask.ExecuteScalarAsync(patience.Token) is not true) { }
    }

    public static async Task<IReadOnlyList<T>> FactsAsync<T>(this MarketplaceApp app, Guid stream)
        where T : class => [.. (await app.Store.ReadStreamAsync(stream)).Select(e => e.Data).OfType<T>()];
}

using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>Two years of one enterprise, in facts: support, figures with and without a baseline, a bid opened and one sealed.</summary>
internal sealed class ToldEnterprise
{
    public static readonly Guid Grounds = DeliveryStory.Id("grounds");
    private static readonly Guid Case = DeliveryStory.Id("case");
    private static readonly Guid Tender = DeliveryStory.Id("tender");
    private static readonly Guid Lot = DeliveryStory.Id("lot");
    private static readonly DateTimeOffset Start = new(2025, 4, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly List<IEvent> facts = [];

    public ToldEnterprise()
    {
        var (opened, sealedBid, award, contract) = (Id("opened"), Id("sealed"), Id("award"), Id("signed contract"));
        Add(Grounds, new OrganisationRegistered(Grounds, "Ladywood Grounds CIC", [OrganisationKind.Enterprise], [], null, null, true));
        Add(Case, new CaseAccepted(Case, Id("ise"), Grounds, Id("grace")));
        Add(Case, Diagnosed("first", new(2025, 5, 1), true, ("Finance", 1, "Accounts"), ("Governance", 2, null)));
        Add(Case, Diagnosed("second", new(2026, 5, 1), false, ("Finance", 3, "Accounts"), ("Governance", 2, null)));
        Session("ninety", SessionKind.OneToOne, 90, countersigned: true);
        Session("fortyfive", SessionKind.OneToOne, 45, countersigned: false);
        Session("workshop", SessionKind.Workshop, 120, countersigned: true);
        Observe("turnover before", GrowthMeasure.Turnover, 80_000m, "pounds a year", new(2025, 3, 31), true, verified: true);
        Observe("turnover after", GrowthMeasure.Turnover, 112_500.50m, "pounds a year", new(2026, 3, 31), false, verified: false);
        Observe("trading", GrowthMeasure.TradingIncome, 90_000.40m, "pounds a year", new(2026, 3, 31), false, verified: true);
        Observe("staff", GrowthMeasure.FullTimeEquivalents, 2.5m, "full-time equivalents", new(2025, 3, 31), true, verified: false);
        Observe("volunteers", GrowthMeasure.Volunteers, 7m, "people", new(2026, 3, 31), false, verified: false);
        foreach (var bid in new[] { opened, sealedBid })
            Add(bid, new BidSubmitted(bid, Tender, Grounds, [Grounds], 1, Start, [Lot]));
        var evaluation = EvaluationRow.IdOf(Tender, Lot);
        Add(evaluation, new EvaluationStarted(evaluation, Tender, Id("buyer"), Lot, [], [new Bidder(opened, Grounds, null, [Grounds])]));
        Add(award, new AwardConfirmed(award, Tender, Id("buyer"), Lot, opened, null, [Grounds], new Money(44_000m)));
        Add(
            contract,
            new ContractPrepared(
                contract,
                award,
                Tender,
                Lot,
                Id("buyer"),
                [Grounds, Id("partner")],
                Grounds,
                null,
                "Grounds",
                new Money(44_000m),
                new Period(new(2026, 1, 1), new(2026, 12, 31)),
                "00",
                []
            )
        );
        Add(contract, new ContractSigned(contract, award, Tender, Lot, Id("buyer"), [Grounds, Id("partner")], Start.AddMonths(9)));
    }

    public EnterpriseFacts Facts => EnterpriseFacts.Of(Grounds, facts)!;

    private static Guid Id(string name) => DeliveryStory.Id($"growth: {name}");

    private static EnterpriseDiagnosed Diagnosed(
        string name,
        DateOnly on,
        bool baseline,
        params (string Domain, int Score, string? Evidence)[] scores
    ) =>
        new(
            Case,
            Grounds,
            Id(name),
            "Balance",
            "1",
            on,
            baseline,
            [.. scores.Select(s => new DiagnosticScore(s.Domain, s.Score, s.Evidence))]
        );

    private void Session(string name, SessionKind kind, int minutes, bool countersigned)
    {
        var id = Id(name);
        Add(id, new SessionLogged(id, Case, Grounds, Id("adviser"), new(2025, 6, 1), kind, minutes, ["Bids"], "Boost", null));
        if (countersigned)
            Add(
                id,
                new SessionCountersigned(
                    id,
                    Case,
                    Grounds,
                    new Signature("00", Id("grace"), "director", "member", SigningMethod.Typed, "So it was", Start)
                )
            );
    }

    private void Observe(string name, GrowthMeasure measure, decimal value, string unit, DateOnly on, bool baseline, bool verified)
    {
        var id = Id(name);
        Add(id, new GrowthObserved(id, Grounds, Case, measure, value, unit, on, "Accounts", null, baseline));
        if (verified)
            Add(id, new GrowthObservationVerified(id, Grounds, Id("adviser")));
    }

    private void Add(Guid stream, object fact) =>
        facts.Add(LogSteps.Stored(stream, fact, Start.AddHours(facts.Count), null, 1, facts.Count + 1));
}

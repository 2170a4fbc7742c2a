using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Tenders;

/// <summary>Facts of one tender for decisions in memory: published 1 June 2026, due 26 June at midday in London.</summary>
internal static class TenderFacts
{
    public static readonly Guid Id = Guid.CreateVersion7();
    public static readonly Guid BuyerId = Guid.CreateVersion7();
    public static readonly Guid Lot = Guid.CreateVersion7();
    public static readonly Guid OtherLot = Guid.CreateVersion7();
    public static readonly Guid Price = Guid.CreateVersion7();
    public static readonly Guid Beatrice = Guid.CreateVersion7();
    public static readonly Guid Carol = Guid.CreateVersion7();
    public static readonly Guid Dev = Guid.CreateVersion7();
    public static readonly Guid Ellen = Guid.CreateVersion7();
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Deadline = new(2026, 6, 26, 11, 0, 0, TimeSpan.Zero);

    public static Actor As(Guid person, params string[] roles) =>
        new(person, BuyerId, roles.ToHashSet(), "membership:x") { ProvenSince = TimeSpan.Zero };

    public static object[] Drafted(string regime = RegimeCodes.PrivateVoluntary) =>
        [new TenderDrafted(Id, BuyerId, null, "Grounds", regime, new DateOnly(2026, 1, 1), Beatrice)];

    public static object[] Complete(string regime = RegimeCodes.PrivateVoluntary, Envelopes envelopes = Envelopes.Two) =>
        [
            .. Drafted(regime),
            new TenderDescribed(Id, "Grounds", "Keep them green", ["77310000"], [], new Estimate(), null, true, null),
            new LotAdded(Id, Lot, "North", "The north side", [], [], new Estimate()),
            new LotAdded(Id, OtherLot, "South", "The south side", [], [], new Estimate()),
            new RequirementAdded(
                Id,
                new Requirement(Guid.CreateVersion7(), Lot, RequirementKind.Price, "Price", "Price a year", true, Price)
            ),
            new RequirementAdded(
                Id,
                new Requirement(Guid.CreateVersion7(), OtherLot, RequirementKind.Price, "Price", "Price a year", true, Price)
            ),
            new CriteriaSet(Id, [new Criterion(Price, CriterionKind.Price, "Price", "", 100, 100, "F1")], envelopes, ["Draw"]),
            new DeadlineSet(Id, Deadline, Deadline.AddDays(-2), 5),
            new OpenersNamed(Id, OpeningMode.ServerHeld, [Dev, Ellen], 2),
        ];

    public static object[] Published(Envelopes envelopes = Envelopes.Two) =>
        [.. Complete(envelopes: envelopes), new TenderPublished(Id, BuyerId, "ocds-213czf-1", Now, Deadline)];

    public static object[] Closed(Envelopes envelopes = Envelopes.Two) =>
        [.. Published(envelopes), new TenderClosed(Id, BuyerId, Deadline, [])];
}

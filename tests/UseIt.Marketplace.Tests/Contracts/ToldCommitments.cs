using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Contracts;

/// <summary>
/// A signed contract of a published tender with a consortium of two, its award not public yet, told in facts on the real store: promises
/// of every state, by days around today.
/// </summary>
internal sealed record ToldCommitments(
    Guid Contract,
    Guid Award,
    TestTender Tender,
    Guid Buyer,
    TestPerson Manager,
    TestPerson Lead,
    TestPerson Partner,
    DateOnly Today
)
{
    public const string Private = "Amina Yusuf of 3 Icknield Street planted them";

    public Guid Id(string name) => UuidV5.Of(Contract, name);

    public static async Task<ToldCommitments> TellAsync(MarketplaceApp app)
    {
        var tender = await app.PublishedAsync();
        var buyer = tender.Buyer.Id;
        var lead = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var partner = await app.OrganisationAsync("Nechells Joinery Co-op", OrganisationKind.Enterprise);
        var contract = Guid.CreateVersion7();
        var today = UkTime.DayOf(await app.Store.ClockAsync());
        var told = new ToldCommitments(
            contract,
            Guid.CreateVersion7(),
            tender,
            buyer,
            await app.PersonAsync("Priya Raman", buyer, Roles.ContractManager),
            await app.PersonAsync("Grace Okafor", lead, Roles.Member, Roles.Signatory),
            await app.PersonAsync("Tom Reilly", partner, Roles.Member),
            today
        );
        var consortium = Guid.CreateVersion7();
        (string Name, DateOnly? Due, decimal Quantity, string Unit, object[] Then)[] promises =
        [
            ("late", today.AddDays(-3), 100, "hours", [told.Recorded("late", 40), told.Verified("late", 40)]),
            ("soon", today.AddDays(20), 12, "people", []),
            ("disputed", today.AddDays(200), 8, "people", [told.Recorded("disputed", 5), told.Disputed("disputed")]),
            ("awaiting", today.AddDays(300), 30, "hours", [told.Recorded("awaiting", 30)]),
            ("met", today.AddDays(-1), 4, "tonnes of CO2e", [told.Recorded("met", 4.5m), told.Verified("met", 4.5m)]),
            ("lapsed", today.AddDays(-30), 2, "people", [new CommitmentLapsed(told.Id("lapsed"), contract, "The college closed")]),
        ];
        await app.StoreAsync(
            told.Manager.Id,
            [
                (
                    consortium,
                    "consortium",
                    0,
                    [
                        new ConsortiumProposed(consortium, "Green Ladywood", lead, tender.Id),
                        new PartnerInvited(consortium, partner, "Benches and fences"),
                        new PartnerJoined(consortium, partner),
                        new TermsProposed(
                            consortium,
                            1,
                            "cd",
                            new Terms(
                                lead,
                                [
                                    new TermsMember(lead, "Grounds and planting", new Share(61.73m)),
                                    new TermsMember(partner, "Benches and fences", new Share(38.27m)),
                                ],
                                [tender.GroundsLot],
                                [],
                                null,
                                "",
                                "Several",
                                "We share the work"
                            )
                        ),
                        new ConsortiumAgreed(consortium, tender.Id, 1, "cd", [lead, partner]),
                    ]
                ),
                (
                    told.Award,
                    "award",
                    0,
                    [
                        new AwardProposed(
                            told.Award,
                            Guid.CreateVersion7(),
                            tender.Id,
                            buyer,
                            tender.GroundsLot,
                            Guid.CreateVersion7(),
                            consortium,
                            [lead, partner],
                            new Money(45_400m),
                            "The best",
                            told.Manager.Id
                        ),
                    ]
                ),
                (
                    contract,
                    "contract",
                    0,
                    [
                        new ContractPrepared(
                            contract,
                            told.Award,
                            tender.Id,
                            tender.GroundsLot,
                            buyer,
                            [lead, partner],
                            lead,
                            consortium,
                            "Hospital grounds",
                            new Money(45_400m),
                            null,
                            "ab12",
                            [.. promises.Select(p => told.Id(p.Name))]
                        ),
                        new ContractSigned(
                            contract,
                            told.Award,
                            tender.Id,
                            tender.GroundsLot,
                            buyer,
                            [lead, partner],
                            DateTimeOffset.UnixEpoch
                        ),
                    ]
                ),
                .. promises.Select(p =>
                    (
                        told.Id(p.Name),
                        "commitment",
                        0L,
                        (IReadOnlyList<object>)
                            [
                                new CommitmentPromised(
                                    told.Id(p.Name),
                                    Guid.CreateVersion7(),
                                    tender.Id,
                                    tender.GroundsLot,
                                    Guid.CreateVersion7(),
                                    lead,
                                    $"Promise {p.Name}",
                                    Private,
                                    new CommitmentMetric("PPN 002", "February 2025", "1a", p.Unit, p.Due),
                                    p.Quantity,
                                    true
                                ),
                                new CommitmentContracted(told.Id(p.Name), contract, buyer, [lead, partner], p.Due),
                                .. p.Then,
                            ]
                    )
                ),
            ]
        );
        return told;
    }

    public Task PublishAsync(MarketplaceApp app) =>
        app.StoreAsync(
            Award,
            "award",
            1,
            new AwardNoticePublished(Award, Tender.Id, Tender.GroundsLot, new DateTimeOffset(2026, 5, 1, 9, 0, 0, TimeSpan.Zero), null)
        );

    public Guid Evidence(string name) => UuidV5.Of(Id(name), "evidence");

    public EvidenceRecorded Recorded(string name, decimal quantity, Guid? evidence = null, IReadOnlyList<Guid>? photos = null) =>
        new(
            Id(name),
            Contract,
            evidence ?? Evidence(name),
            Lead.Organisation,
            quantity,
            new Period(Today.AddDays(-9), Today.AddDays(-5)),
            Private,
            photos ?? [],
            Lead.Id,
            photos
        );

    private EvidenceVerified Verified(string name, decimal quantity) => new(Id(name), Contract, Evidence(name), quantity, null);

    private EvidenceDisputed Disputed(string name) => new(Id(name), Contract, Evidence(name), "No sheets");
}

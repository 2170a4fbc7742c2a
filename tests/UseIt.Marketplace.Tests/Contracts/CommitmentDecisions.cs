using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using ContractState = UseIt.Marketplace.Contracts.Contract;

namespace UseIt.Marketplace.Tests.Contracts;

public sealed class CommitmentDecisions
{
    private static readonly Guid Contract = Guid.CreateVersion7(),
        Trust = Guid.CreateVersion7(),
        Ladywood = Guid.CreateVersion7(),
        Nechells = Guid.CreateVersion7(),
        Grace = Guid.CreateVersion7();
    private static readonly Guid Asked = Guid.CreateVersion7(),
        Bid = Guid.CreateVersion7(),
        Evidence = Guid.CreateVersion7();
    private static readonly Guid Id = Commitment.IdOf(Asked, Bid);
    private static readonly CommitmentMetric Metric = new("PPN 002", "February 2025", "1a", "people", new(2027, 3, 31));
    private static readonly Period Spring = new(new(2026, 4, 1), new(2026, 6, 30));
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly object[] Contracted =
    [
        new CommitmentPromised(Id, Asked, Guid.Empty, Guid.Empty, Bid, Ladywood, "Local jobs", "Six people", Metric, 6, true),
        new CommitmentContracted(Id, Contract, Trust, [Ladywood, Nechells], new(2027, 3, 31)),
    ];
    private static readonly EvidenceRecorded Recorded = new(Id, Contract, Evidence, Ladywood, 4, Spring, "Four people", [], Grace);
    private static readonly ContractState Signed = ContractState.Empty with
    {
        LeadId = Ladywood,
        BuyerId = Trust,
        Suppliers = [Ladywood, Nechells],
        Stage = ContractStage.Signed,
        TermsSha256 = "ab",
    };

    private static readonly VerifyEvidenceHandler.Elsewhere Nowhere = new([]);

    private static Actor As(Guid person, Guid organisation, params string[] roles) =>
        new(person, organisation, roles.ToHashSet(), "membership:x");

    private static RecordEvidence Four => new(Contract, Id, Evidence, 4, Spring, "Four people");

    [Fact]
    public void a_contract_takes_each_promise_over_under_one_identity()
    {
        var tender = AwardedTender
            .Empty.Evolve(new TenderDrafted(Trust, Trust, null, "Grounds", RegimeCodes.PrivateVoluntary, new(2026, 6, 1), Grace))
            .Evolve(
                new RequirementAdded(
                    Trust,
                    new Requirement(Asked, Trust, RequirementKind.Commitment, "Local jobs", "How many?", true, Metric: Metric)
                )
            );
        var command = new PrepareContract(
            Guid.CreateVersion7(),
            Guid.Empty,
            Trust,
            Guid.Empty,
            Bid,
            null,
            [Ladywood, Nechells],
            new Money(44_000)
        );
        var decision = PrepareContractHandler.Handle(
            command,
            new UseIt.Marketplace.Engine.Stream<ContractState>(command.ContractId, 0, ContractState.Empty),
            tender,
            WonBid.Empty with
            {
                LeadId = Ladywood,
            },
            new PrepareContractHandler.Promises([
                new PromisedCommitment(Asked, Nechells, 6, "Six people", HappensAnyway: false),
                new PromisedCommitment(Guid.CreateVersion7(), Nechells, 1, "No such question"),
            ])
        );
        var promised = Assert.Single(decision.Events.OfType<CommitmentPromised>());
        Assert.Equal((Id, Asked, Nechells, 6m), (promised.CommitmentId, promised.RequirementId, promised.PromisedBy, promised.Quantity));
        Assert.Equal((true, false), (promised.Additional, promised.HappensAnyway));
        Assert.Equal([Id], decision.Events.OfType<ContractPrepared>().Single().Commitments);
    }

    [Fact]
    public void the_contract_is_signed_when_the_last_party_has_signed()
    {
        var byTwo = Signed with { Stage = ContractStage.Prepared };
        // One person may sign for two suppliers, and nobody for buyer and supplier.
        foreach (var (party, person) in new[] { (Trust, Guid.CreateVersion7()), (Ladywood, Grace) })
            byTwo = byTwo.Evolve(
                new ContractPartySigned(Contract, party, new Signature("ab", person, "director", "x", SigningMethod.Typed, "I agree", Now))
            );
        var decision = SignContractHandler.Handle(
            new SignContract(Contract, Nechells, "AB", "director", SigningMethod.Typed, "I agree"),
            byTwo,
            As(Grace, Nechells, Roles.Signatory),
            Impartial.Yes,
            Now
        );
        Assert.Equal([typeof(ContractPartySigned), typeof(ContractSigned)], decision.Events.Select(e => e.GetType()));
        Assert.Equal(
            ["other-document", "capacity-missing", "statement-missing"],
            SignContractHandler
                .Handle(
                    new SignContract(Contract, Nechells, "cd", "", SigningMethod.Typed, " "),
                    byTwo,
                    As(Grace, Nechells),
                    Impartial.Yes,
                    Now
                )
                .Refusals.Select(r => r.Code)
        );
    }

    [Fact]
    public void what_is_promised_for_each_year_is_due_for_all_of_them()
    {
        var yearly = Metric with { PerYear = true, Start = new(2026, 4, 1), End = new(2029, 3, 31) };
        var promised = (CommitmentPromised)Contracted[0] with { Metric = yearly };
        Assert.Equal(18, Commitment.Empty.Evolve(promised).Quantity);
        var row = new CommitmentLedger().Apply(Id, null, UseIt.Marketplace.Tests.LogSteps.Stored(Id, promised))!;
        Assert.Equal((18m, 18m, 6m), (row.Promised.Value, row.Due.Value, row.EachYear));
    }

    [Fact]
    public void evidence_is_recorded_once_with_who_recorded_it()
    {
        Spec.Given<Commitment>(Contracted)
            .When((Commitment c) => RecordEvidenceHandler.Handle(Four, c, Signed, As(Grace, Ladywood), Now, []))
            .Facts(Recorded);
        Spec.Given<Commitment>([.. Contracted, Recorded])
            .When((Commitment c) => RecordEvidenceHandler.Handle(Four, c, Signed, As(Grace, Ladywood), Now, []))
            .Nothing();
    }

    [Fact]
    public void evidence_needs_a_contract_in_force_a_real_quantity_and_a_past_period()
    {
        Spec.Given<Commitment>(Contracted)
            .When(
                (Commitment c) =>
                    RecordEvidenceHandler.Handle(Four, c, Signed with { Stage = ContractStage.Prepared }, As(Grace, Ladywood), Now, [])
            )
            .Refused("contract-not-in-force");
        Spec.Given<Commitment>(Contracted)
            .When(
                (Commitment c) =>
                    RecordEvidenceHandler.Handle(
                        new RecordEvidence(Contract, Id, Evidence, 0, new Period(new(2026, 8, 1), new(2026, 7, 1)), ""),
                        c,
                        Signed,
                        As(Grace, Ladywood),
                        Now,
                        []
                    )
            )
            .Refused("quantity-wrong", "period-backwards", "statement-missing");
        Spec.Given<Commitment>([.. Contracted, new CommitmentLapsed(Id, Contract, "Closed")])
            .When((Commitment c) => RecordEvidenceHandler.Handle(Four, c, Signed, As(Grace, Ladywood), Now, []))
            .Refused("commitment-lapsed");
    }

    [Fact]
    public void nobody_verifies_their_own_evidence_nor_more_than_was_recorded()
    {
        object[] given = [.. Contracted, Recorded];
        Spec.Given<Commitment>(given)
            .When(
                (Commitment c) =>
                    VerifyEvidenceHandler.Handle(
                        new VerifyEvidence(Contract, Id, Evidence, 4),
                        c,
                        As(Grace, Trust, Roles.ContractManager),
                        Nowhere
                    )
            )
            .Refused("own-evidence");
        Spec.Given<Commitment>(given)
            .When(
                (Commitment c) =>
                    VerifyEvidenceHandler.Handle(
                        new VerifyEvidence(Contract, Id, Evidence, 5),
                        c,
                        As(Trust, Trust, Roles.ContractManager),
                        Nowhere
                    )
            )
            .Refused("more-than-recorded");
        Spec.Given<Commitment>(given)
            .When(
                (Commitment c) =>
                    VerifyEvidenceHandler.Handle(
                        new VerifyEvidence(Contract, Id, Evidence, 3, " "),
                        c,
                        As(Trust, Trust, Roles.ContractManager),
                        Nowhere
                    )
            )
            .Facts(new EvidenceVerified(Id, Contract, Evidence, 3, null));
    }

    [Fact]
    public void a_correction_asks_for_a_new_verification_and_disputed_evidence_must_be_corrected_first()
    {
        object[] verified =
        [
            .. Contracted,
            Recorded,
            new EvidenceVerified(Id, Contract, Evidence, 4, null),
            new EvidenceCorrected(Id, Contract, Evidence, 3, "One left"),
        ];
        Assert.Equal(EvidenceStage.Recorded, verified.Aggregate(Commitment.Empty, (c, fact) => c.Evolve(fact)).Evidence[Evidence].Stage);
        Spec.Given<Commitment>([.. Contracted, Recorded, new EvidenceDisputed(Id, Contract, Evidence, "No sheets")])
            .When(
                (Commitment c) =>
                    VerifyEvidenceHandler.Handle(
                        new VerifyEvidence(Contract, Id, Evidence, 3),
                        c,
                        As(Trust, Trust, Roles.ContractManager),
                        Nowhere
                    )
            )
            .Refused("evidence-disputed");
        Spec.Given<Commitment>([.. Contracted, Recorded, new EvidenceWithdrawn(Id, Contract, Evidence, "Twice")])
            .When((Commitment c) => CorrectEvidenceHandler.Handle(new CorrectEvidence(Contract, Id, Evidence, 3, "One left"), c))
            .Refused("evidence-withdrawn");
    }

    [Fact]
    public void a_member_sees_its_partners_evidence_and_cannot_change_it()
    {
        var commitment = Contracted.Append(Recorded).Aggregate(Commitment.Empty, (c, fact) => c.Evolve(fact));
        var correct = new CorrectEvidence(Contract, Id, Evidence, 3, "One left");
        Assert.Equal(Access.Granted, CorrectEvidenceHandler.Authorise(correct, commitment, As(Grace, Ladywood, Roles.Member)));
        Assert.Equal(Access.Forbidden, CorrectEvidenceHandler.Authorise(correct, commitment, As(Grace, Nechells, Roles.Member)));
        Assert.Equal(
            Access.NotFound,
            CorrectEvidenceHandler.Authorise(correct, commitment, As(Grace, Guid.CreateVersion7(), Roles.Member))
        );
        Assert.Equal(
            Access.NotFound,
            CorrectEvidenceHandler.Authorise(correct with { ContractId = Trust }, commitment, As(Grace, Ladywood, Roles.Member))
        );
    }
}

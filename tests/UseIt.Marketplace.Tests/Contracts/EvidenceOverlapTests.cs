using System.Net;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Contracts;

/// <summary>What may be told twice is shown to who recorded it and who verifies it, and counts twice only with a reason.</summary>
public sealed class EvidenceOverlapTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly Guid Contract = Guid.CreateVersion7(),
        Buyer = Guid.CreateVersion7(),
        Supplier = Guid.CreateVersion7(),
        Id = Guid.CreateVersion7(),
        Piece = Guid.CreateVersion7(),
        Other = Guid.CreateVersion7();
    private static readonly object[] Recorded =
    [
        new CommitmentContracted(Id, Contract, Buyer, [Supplier], null),
        new EvidenceRecorded(Id, Contract, Piece, Supplier, 4, new Period(), "Four", []),
    ];

    [Fact]
    public void what_may_be_told_elsewhere_counts_here_too_only_with_a_reason_given_once()
    {
        Verify(Recorded, 4, null, Other).Refused("evidence-told-elsewhere");
        Verify(Recorded, 4, " ", Other).Refused("evidence-told-elsewhere");
        var accepted = new EvidenceOverlapAccepted(Id, Contract, Piece, [Other], "Other people");
        Verify(Recorded, 4, "Other people ", Other).Facts(accepted, new EvidenceVerified(Id, Contract, Piece, 4, null));
        Verify([.. Recorded, accepted], 4, null, Other).Facts(new EvidenceVerified(Id, Contract, Piece, 4, null));
        object[] verified = [.. Recorded, accepted, new EvidenceVerified(Id, Contract, Piece, 4, null)];
        Verify(verified, 4, null, Other).Nothing();
        // What turned up since is decided too.
        Verify(verified, 4, null, Other, Buyer).Refused("evidence-told-elsewhere");
        Verify(Recorded, 4, "Nothing else is known of").Facts(new EvidenceVerified(Id, Contract, Piece, 4, null));
    }

    [Fact]
    public async Task the_same_days_in_the_same_unit_are_flagged_to_both_sides_and_decided_by_who_verifies()
    {
        var told = await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        var at = $"contracts/{told.Contract}/commitments/{told.Id("awaiting")}/evidence/{told.Evidence("awaiting")}";
        foreach (var person in new[] { told.Manager, told.Lead })
        {
            var found = Assert.Single((await person.Http.ReadAsync($"/api/v1/{at}/overlaps")).AsArray())!;
            Assert.Equal(
                (told.Id("late"), false, 40m),
                (found["commitmentId"]!.GetValue<Guid>(), found["sameFile"]!.GetValue<bool>(), found["quantity"]!.GetValue<decimal>())
            );
        }
        using (var partner = await told.Partner.Http.GetAsync(new Uri($"/api/v1/{at}/overlaps", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, partner.StatusCode);

        const string Flag = "Evidence of 40 hours for “Promise late” is of the same days.";
        using var supplier = await Browsing.AsAsync(app, told.Lead);
        Assert.Contains(Flag, Words(await supplier.GetAsync($"/contracts/{told.Contract}/commitments/{told.Id("awaiting")}")));
        using var buyer = await Browsing.AsAsync(app, told.Manager);
        var page = await buyer.GetAsync($"/{at}");
        Assert.Contains(Flag, Words(page));
        var refused = await buyer.SendAsync(page, $"/{at}?handler=Verify", ("Quantity", "30"));
        Assert.Equal([VerifyEvidenceHandler.ToldElsewhere.Sentence], refused.Mistakes.Select(m => m.Sentence));
        await buyer.SendAsync(page, $"/{at}?handler=Verify", ("Quantity", "30"), ("CountsTooBecause", "Other hours, by the sheets"));
        var facts = (await app.Store.ReadStreamAsync(told.Id("awaiting"))).Select(e => e.Data).ToArray();
        Assert.Equal("Other hours, by the sheets", Assert.Single(facts.OfType<EvidenceOverlapAccepted>()).Reason);
        Assert.Equal(30, Assert.Single(facts.OfType<EvidenceVerified>()).Quantity);
        await app.SettledAsync();
        Assert.Contains(
            "Other hours, by the sheets",
            Words(await supplier.GetAsync($"/contracts/{told.Contract}/commitments/{told.Id("awaiting")}"))
        );
    }

    [Fact]
    public async Task the_same_file_is_found_under_any_name_and_another_contract_is_told_to_nobody_else()
    {
        var told = await ToldCommitments.TellAsync(app);
        var (contract, commitment, stranger) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var (first, second, piece) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        DocumentStored Sheet(Guid id, string title) =>
            new(id, told.Lead.Organisation, "5ee7" + told.Contract.ToString("N"), 9, "text/plain", title, null, Classification.Restricted);
        await app.StoreAsync(
            told.Lead.Id,
            [
                (first, "document", 0, [Sheet(first, "Sheet of May")]),
                (second, "document", 0, [Sheet(second, "Copy")]),
                (told.Id("soon"), "commitment", 2, [told.Recorded("soon", 1, piece) with { DocumentIds = [first] }]),
                (
                    commitment,
                    "commitment",
                    0,
                    [
                        new CommitmentPromised(
                            commitment,
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            Guid.CreateVersion7(),
                            told.Lead.Organisation,
                            "A secret promise",
                            "Elsewhere",
                            new CommitmentMetric("PPN 002", "February 2025", "4a", "tonnes of soil"),
                            7,
                            false
                        ),
                        new CommitmentContracted(commitment, contract, stranger, [told.Lead.Organisation], null),
                        new EvidenceRecorded(
                            commitment,
                            contract,
                            Guid.CreateVersion7(),
                            told.Lead.Organisation,
                            7,
                            new Period(new(2020, 1, 1), new(2020, 1, 2)),
                            "Soil",
                            [second]
                        ),
                    ]
                ),
            ]
        );
        await app.SettledAsync();
        var at = $"contracts/{told.Contract}/commitments/{told.Id("soon")}/evidence/{piece}";
        using var buyer = await Browsing.AsAsync(app, told.Manager);
        var page = await buyer.GetAsync($"/{at}");
        Assert.Contains("The same file is evidence for another contract.", Words(page));
        Assert.DoesNotContain("A secret promise", Words(page));
        Assert.Contains($"href=\"/documents/{first}\">Sheet of May</a>", Words(page));
        Assert.Contains(
            "The same file is evidence of 7 tonnes of soil for “A secret promise”.",
            (await told.Lead.Http.ReadAsync($"/api/v1/{at}/overlaps")).AsArray().Select(o => o!["said"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task what_was_done_for_a_need_in_the_same_days_is_flagged_unless_it_counts_towards_this()
    {
        var told = await ToldCommitments.TellAsync(app);
        var group = await app.OrganisationAsync("Nechells Residents", OrganisationKind.Enterprise);
        var (need, offer, day) = (Guid.CreateVersion7(), Guid.CreateVersion7(), told.Today.AddDays(-6));
        await app.StoreAsync(
            need,
            "need",
            0,
            new NeedPosted(need, group, "Four raised beds", "Waist high", "E05011118", told.Today, null, told.Lead.Id),
            new NeedOfferMade(need, offer, told.Lead.Organisation, "We dig", 12, "hours", told.Today, told.Lead.Id),
            new NeedOfferAccepted(need, group, offer, told.Lead.Organisation, told.Manager.Id),
            new NeedDone(need, offer, told.Lead.Organisation, day, "Dug")
        );
        await app.SettledAsync();
        var at = $"/api/v1/contracts/{told.Contract}/commitments/{told.Id("late")}/evidence/{told.Evidence("late")}/overlaps";
        Assert.Contains("12 hours for the need “Four raised beds” of the community were given in the same days.", await SaidAsync());
        await app.StoreAsync(
            need,
            "need",
            4,
            new NeedOfferAttributed(
                need,
                offer,
                told.Lead.Organisation,
                told.Contract,
                told.Id("late"),
                told.Lead.Organisation,
                told.Lead.Id
            )
        );
        await app.SettledAsync();
        Assert.DoesNotContain(await SaidAsync(), s => s.Contains("raised beds", StringComparison.Ordinal));

        async Task<IReadOnlyList<string>> SaidAsync() =>
            [.. (await told.Manager.Http.ReadAsync(at)).AsArray().Select(o => o!["said"]!.GetValue<string>())];
    }

    private static string Words(Seen page) => WebUtility.HtmlDecode(page.Html);

    private static Then Verify(object[] facts, decimal quantity, string? because, params Guid[] others) =>
        Spec.Given<Commitment>(facts)
            .When(
                (Commitment c) =>
                    VerifyEvidenceHandler.Handle(
                        new VerifyEvidence(Contract, Id, Piece, quantity, null, because),
                        c,
                        Actor.System,
                        new VerifyEvidenceHandler.Elsewhere(others)
                    )
            );
}

using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Awards;

/// <summary>Nobody decides alone on what he has an interest in: whatever ends, moves or signs keeps the duties apart too.</summary>
public sealed class ImpartialityTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    // Every act by an approver, and what it takes to get as far as being refused for no other reason.
    public enum Act
    {
        AdmitLateBid,
        ExtendDeadline,
        EndLot,
        Withdraw,
        CancelAward,
        Sign,
    }

    private sealed record Told(TestTender Tender, TestEnterprise Bidder, Guid Bid, string Path, object Body);

    [Theory]
    [InlineData(Act.AdmitLateBid)]
    [InlineData(Act.ExtendDeadline)]
    [InlineData(Act.EndLot)]
    [InlineData(Act.Withdraw)]
    [InlineData(Act.CancelAward)]
    [InlineData(Act.Sign)]
    public async Task who_wrote_the_tender_owes_its_author_or_belongs_to_a_bidder_does_not_do_it_and_another_approver_does(Act act)
    {
        var told = await UntilAsync(act);
        var (buyer, author) = (told.Tender.Buyer, told.Tender.Buyer.Author);
        // Whoever wrote it and has come to approve since.
        var helen = await app.PersonAsync("Helen Moss", buyer.Id, Roles.OrganisationAdministrator);
        await RolesAsync(helen, author, Roles.Approver, Roles.OrganisationAdministrator);
        await author.Http.RefusedAsync(told.Path, told.Body, "own-tender");
        // Whoever has the duty from the author.
        var grace = await app.PersonAsync("Grace Okafor", buyer.Id, Roles.Evaluator);
        await RolesAsync(author, grace, Roles.Approver);
        await grace.Http.RefusedAsync(told.Path, told.Body, "duty-owed-to-author");
        // Whoever stands behind a bid as well.
        var both = await app.PersonAsync("Bea Both", buyer.Id, Roles.Approver);
        await app.DoAsync(new GrantMembership(told.Bidder.Id, both.Id, [Roles.Member]));
        await both.Http.RefusedAsync(told.Path, told.Body, "interest-in-a-bid");
        // Other buyers do not come so far.
        var elsewhere = await app.BuyerAsync("Another Trust");
        using (var other = await elsewhere.Approver.Http.SendCommandAsync(HttpMethod.Post, told.Path, told.Body))
            Assert.Contains(other.StatusCode, new[] { System.Net.HttpStatusCode.NotFound, System.Net.HttpStatusCode.Forbidden });

        var independent = await app.PersonAsync("Ida Independent", buyer.Id, Roles.Approver);
        await app.DoAsync(new GrantMembership((await app.EnterpriseAsync("Unconcerned CIC")).Id, independent.Id, [Roles.Member]));
        await independent.Http.DoAsync(told.Path, told.Body);
    }

    [Theory]
    [InlineData(Act.EndLot)]
    [InlineData(Act.CancelAward)]
    [InlineData(Act.Sign)]
    public async Task who_has_a_conflict_in_the_lots_evaluation_does_not_do_it(Act act)
    {
        var told = await UntilAsync(act);
        var evaluation = Evaluation.IdOf(told.Tender.Id, told.Tender.GroundsLot);
        var helen = await app.PersonAsync("Helen Moss", told.Tender.Buyer.Id, Roles.OrganisationAdministrator);
        var evaluator = await app.PersonAsync("Eva Scorer", told.Tender.Buyer.Id, Roles.Evaluator);
        await told.Tender.Buyer.Author.Http.DoAsync($"/api/v1/evaluations/{evaluation}/evaluators", new { evaluator = evaluator.Id });
        await evaluator.Http.DoAsync(
            $"/api/v1/evaluations/{evaluation}/interests",
            new { conflict = true, with = new[] { told.Bidder.Id } }
        );
        await RolesAsync(helen, evaluator, Roles.Approver);
        await evaluator.Http.RefusedAsync(told.Path, told.Body, "approver-conflict");
    }

    [Fact]
    public async Task nobody_signs_for_buyer_and_supplier()
    {
        var told = await UntilAsync(Act.Sign);
        var both = await app.PersonAsync("Bea Both", told.Bidder.Id, Roles.Signatory);
        await both.Http.DoAsync(told.Path, Signing(told.Bidder.Id));
        await app.DoAsync(new EndMembership(told.Bidder.Id, both.Id, "changed sides"));
        await app.DoAsync(new GrantMembership(told.Tender.Buyer.Id, both.Id, [Roles.ContractManager]));
        using var asBuyer = await app.ClientAsync(both.Id, told.Tender.Buyer.Id);
        await asBuyer.RefusedAsync(told.Path, told.Body, "signed-for-the-other-side");
        Assert.Equal([told.Bidder.Id], (await app.FactsAsync<ContractPartySigned>(ContractOf(told))).Select(s => s.PartyId));
    }

    [Fact]
    public void what_cannot_be_taken_back_takes_a_second_factor_and_sending_back_does_not()
    {
        var asking = typeof(MarketplaceHost)
            .Assembly.GetTypes()
            .Where(t => t.IsDefined(typeof(NeedsSecondFactorAttribute), false))
            .Select(t => t.Name)
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "AcceptGrant",
                "AdmitLateBid",
                "ApproveAward",
                "CancelAward",
                "CloseOrganisation",
                "ConfirmAdministrator",
                "ConfirmAward",
                "ConfirmFactorReset",
                "ConfirmNotice",
                "DisablePerson",
                "EndLotUnsuccessful",
                "ExtendDeadline",
                "MakeApiKey",
                "PublishTender",
                "RequestOpening",
                "SignContract",
                "SuspendOrganisation",
                "WithdrawTender",
            ],
            asking
        );
        Assert.False(StepUp.Asks(typeof(RejectAward)));
    }

    private static Guid ContractOf(Told told) => Guid.Parse(told.Path.Split('/')[4]);

    private static object Signing(Guid party) =>
        new
        {
            partyId = party,
            documentSha256 = "ab12",
            capacity = "director",
            method = "Typed",
            statement = "I agree",
        };

    private async Task<Told> UntilAsync(Act act)
    {
        var late = act == Act.AdmitLateBid;
        var tender = late ? await app.DraftAsync() : await app.PublishedAsync();
        if (late)
        {
            await tender.Buyer.Author.Http.DoAsync(
                $"/api/v1/tenders/{tender.Id}/deadline",
                new
                {
                    deadline = tender.Deadline,
                    questionsUntil = tender.Deadline.AddDays(-1),
                    lateRule = LateRule.OfficerDecides,
                }
            );
            await tender.Buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
        }
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var path = $"/api/v1/tenders/{tender.Id}";
        if (act is Act.ExtendDeadline or Act.Withdraw)
        {
            var later = tender.Deadline.AddDays(3);
            await tender.Buyer.Approver.Http.DoAsync($"{path}/extension-proposals", new { to = later, reason = "A late document" });
            return act == Act.Withdraw
                ? new Told(tender, bidder, bid, $"{path}/withdrawal", new { reason = "The money is gone" })
                : new Told(tender, bidder, bid, $"{path}/extensions", new { to = later });
        }
        if (!late)
            await bidder.SubmitAsync(bid);
        await app.ClosedAsync(tender);
        if (late)
        {
            await bidder.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "bid-late");
            await tender.Buyer.Approver.Http.DoAsync($"{path}/late-bids/{bid}/proposal", new { grounds = "The buyer named a later hour" });
            return new Told(tender, bidder, bid, $"{path}/late-bids/{bid}/admission", new { });
        }
        await tender.RequestOpeningAsync();
        var evaluation = Evaluation.IdOf(tender.Id, tender.GroundsLot);
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(evaluation)).Exists);
        await app.SettledAsync();
        if (act == Act.EndLot)
            return new Told(tender, bidder, bid, $"{path}/lots/{tender.GroundsLot}/end", new { reason = "Nobody can do it" });
        var award = Award.IdOf(evaluation);
        if (act == Act.CancelAward)
        {
            await app.StoreAsync(
                award,
                "award",
                0,
                new AwardProposed(
                    award,
                    evaluation,
                    tender.Id,
                    tender.Buyer.Id,
                    tender.GroundsLot,
                    bid,
                    null,
                    [bidder.Id],
                    new Money(42_000),
                    "Best",
                    Guid.CreateVersion7()
                )
            );
            return new Told(tender, bidder, bid, $"/api/v1/awards/{award}/cancel", new { reason = "The money is gone" });
        }
        var contract = Contract.IdOf(award);
        await app.StoreAsync(
            contract,
            "contract",
            0,
            new ContractPrepared(
                contract,
                award,
                tender.Id,
                tender.GroundsLot,
                tender.Buyer.Id,
                [bidder.Id],
                bidder.Id,
                null,
                "Grounds",
                new Money(42_000),
                null,
                "ab12",
                []
            )
        );
        return new Told(tender, bidder, bid, $"/api/v1/contracts/{contract}/signatures", Signing(tender.Buyer.Id));
    }

    private static async Task RolesAsync(TestPerson by, TestPerson whom, params string[] roles)
    {
        using var changed = await by.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/organisations/{by.Organisation}/memberships/{whom.Id}/roles",
            new { roles }
        );
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
    }
}

using System.Text.Json.Nodes;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Bids;

/// <summary>An enterprise with one person who does everything there is to do for it.</summary>
public sealed record TestEnterprise(Guid Id, string Name, TestPerson Manager)
{
    public HttpClient Http => Manager.Http;
}

/// <summary>An agreed consortium: the lead keeps the grounds, the partner trains the people.</summary>
public sealed record TestConsortium(Guid Id, TestEnterprise Lead, TestEnterprise Partner, Guid LeadsPackage, Guid PartnersPackage);

/// <summary>The steps of a bid's life as tests of other contexts need them, over HTTP where people do them.</summary>
public static class BidSteps
{
    /// <summary>What whoever is invited promises with joining.</summary>
    public static object Confidential { get; } = new { confidentialitySha256 = Confidentiality.Present.Sha256 };

    /// <summary>The same on a page.</summary>
    public static (string, string) Promised { get; } = ("ConfidentialitySha256", Confidentiality.Present.Sha256);

    public static async Task<TestEnterprise> EnterpriseAsync(this MarketplaceApp app, string name)
    {
        var id = await app.OrganisationAsync(name, OrganisationKind.Enterprise);
        return new TestEnterprise(
            id,
            name,
            await app.PersonAsync($"Manager of {name}", id, Roles.Member, Roles.BidManager, Roles.Signatory)
        );
    }

    /// <summary>Two enterprises that have agreed on how to do the work of one lot.</summary>
    public static async Task<TestConsortium> ConsortiumAsync(
        this MarketplaceApp app,
        TestTender tender,
        Guid lot,
        TestEnterprise? lead = null,
        TestEnterprise? partner = null,
        Money? ceiling = null
    )
    {
        lead ??= await app.EnterpriseAsync("Ladywood Grounds CIC");
        partner ??= await app.EnterpriseAsync("Soho Training Co-op");
        var id = Id(await lead.Http.DoAsync("/api/v1/consortia", new { name = "Green Ladywood", tenderId = tender.Id }));
        await lead.Http.DoAsync($"/api/v1/consortia/{id}/invitations", new { organisationId = partner.Id, role = "Training" });
        await partner.Http.DoAsync($"/api/v1/consortia/{id}/joining", Confidential);
        var consortium = new TestConsortium(id, lead, partner, Guid.CreateVersion7(), Guid.CreateVersion7());
        var terms = await lead.Http.DoAsync($"/api/v1/consortia/{id}/terms", TermsFor(consortium, tender, lot, 66.67m, 33.33m, ceiling));
        foreach (var member in new[] { lead, partner })
            await member.AcceptAsync(id, terms["answer"]!);
        return consortium;
    }

    public static object TermsFor(
        TestConsortium consortium,
        TestTender tender,
        Guid lot,
        decimal leads,
        decimal partners,
        Money? ceiling = null,
        string agreement = "We work together and share as stated."
    ) =>
        new
        {
            members = new[]
            {
                new ProposedMember(consortium.Lead.Id, "Grounds", leads),
                new ProposedMember(consortium.Partner.Id, "Training", partners),
            },
            lots = new[] { lot },
            workPackages = new[]
            {
                new WorkPackage(
                    consortium.LeadsPackage,
                    "Grounds maintenance",
                    lot,
                    consortium.Lead.Id,
                    [],
                    [tender.Of(lot, RequirementKind.Capability).RequirementId, tender.Of(lot, RequirementKind.Question).RequirementId]
                ),
                new WorkPackage(
                    consortium.PartnersPackage,
                    "Training",
                    lot,
                    consortium.Partner.Id,
                    [consortium.Lead.Id],
                    [tender.Of(lot, RequirementKind.Commitment).RequirementId]
                ),
            },
            liability = "Jointly and severally",
            agreement,
            priceCeiling = ceiling,
        };

    public static Task<JsonObject> AcceptAsync(this TestEnterprise member, Guid consortium, JsonNode terms) =>
        member.Http.DoAsync(
            $"/api/v1/consortia/{consortium}/acceptances",
            new
            {
                edition = terms["edition"]!.GetValue<int>(),
                sha256 = terms["sha256"]!.GetValue<string>(),
                jointBidReason = "Neither of us can do all of it alone.",
                capacity = "Director",
            }
        );

    /// <summary>A complete bid of one enterprise for one lot, ready to be submitted.</summary>
    public static async Task<Guid> WrittenBidAsync(
        this TestEnterprise bidder,
        TestTender tender,
        Guid lot,
        decimal price = 42_000m,
        string method = "With care, by hand.",
        decimal jobs = 3
    )
    {
        var bid = Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { lot } }));
        await bidder.AnswerAsync(bid, tender, lot, price, method, jobs);
        return bid;
    }

    /// <summary>Answers everything a lot asks of one enterprise.</summary>
    public static async Task AnswerAsync(
        this TestEnterprise bidder,
        Guid bid,
        TestTender tender,
        Guid lot,
        decimal price = 42_000m,
        string method = "With care, by hand.",
        decimal jobs = 3
    )
    {
        await bidder.SaveAsync(bid, tender.Of(lot, RequirementKind.Capability), new BidAnswer(Met: true));
        await bidder.SaveAsync(bid, tender.Of(lot, RequirementKind.Question), new BidAnswer(method));
        await bidder.SaveAsync(bid, tender.Of(lot, RequirementKind.Commitment), new BidAnswer("Through the job centre.", Quantity: jobs));
        await bidder.SaveAsync(
            bid,
            tender.Of(lot, RequirementKind.Price),
            new BidAnswer(Prices: [new PriceLine("Whole lot", new Money(price))])
        );
    }

    /// <summary>A complete bid of a consortium, each member having written its own parts.</summary>
    public static async Task<Guid> WrittenBidAsync(
        this TestConsortium consortium,
        TestTender tender,
        Guid lot,
        string method = "Together, with care.",
        string promise = "Apprentices from Ladywood.",
        decimal leadsPrice = 28_000m,
        decimal partnersPrice = 14_000m
    )
    {
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var bid = Id(
            await lead.Http.DoAsync(
                "/api/v1/bids",
                new
                {
                    tenderId = tender.Id,
                    lots = new[] { lot },
                    consortiumId = consortium.Id,
                }
            )
        );
        await lead.Http.DoAsync(
            $"/api/v1/bids/{bid}/assignments",
            new { tender.Of(lot, RequirementKind.Commitment).RequirementId, memberId = partner.Id }
        );
        await lead.SaveAsync(bid, tender.Of(lot, RequirementKind.Capability), new BidAnswer(Met: true));
        await lead.SaveAsync(bid, tender.Of(lot, RequirementKind.Question), new BidAnswer(method));
        await partner.SaveAsync(bid, tender.Of(lot, RequirementKind.Commitment), new BidAnswer(promise, Quantity: 4));
        await lead.SaveAsync(
            bid,
            tender.Of(lot, RequirementKind.Price),
            new BidAnswer(Prices: [new PriceLine("Grounds", new Money(leadsPrice), consortium.LeadsPackage)])
        );
        await partner.SaveAsync(
            bid,
            tender.Of(lot, RequirementKind.Price),
            new BidAnswer(Prices: [new PriceLine("Training", new Money(partnersPrice), consortium.PartnersPackage)])
        );
        return bid;
    }

    public static async Task SaveAsync(this TestEnterprise member, Guid bid, Requirement requirement, BidAnswer answer)
    {
        using var saved = await member.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/bids/{bid}/parts/{requirement.RequirementId}",
            new { answer }
        );
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
    }

    public static Task<JsonObject> SubmitAsync(this TestEnterprise lead, Guid bid) =>
        lead.Http.DoAsync($"/api/v1/bids/{bid}/submission", new { });

    public static Guid Id(JsonObject answer) => answer["id"]!.GetValue<Guid>();

    /// <summary>Waits, without a fixed delay, until the log holds what is waited for.</summary>
    public static async Task<T> UntilFactAsync<T>(this MarketplaceApp app, Guid stream, Func<T, bool>? which = null)
        where T : class
    {
        using var patience = Patience.Begin();
        using var moved = new SemaphoreSlim(0);
        void Moved(long position) => moved.Release();
        app.Committed.Committed += Moved;
        try
        {
            while (true)
            {
                if ((await app.FactsAsync<T>(stream)).FirstOrDefault(f => which?.Invoke(f) ?? true) is { } fact)
                    return fact;
                await moved.WaitAsync(patience.Token);
            }
        }
        finally
        {
            app.Committed.Committed -= Moved;
        }
    }
}

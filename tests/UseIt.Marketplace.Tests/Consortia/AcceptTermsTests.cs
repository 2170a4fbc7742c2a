using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class AcceptTermsDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7(),
        Lead = Guid.CreateVersion7(),
        Partner = Guid.CreateVersion7(),
        Lot = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly Terms Agreed = new(
        Lead,
        [new TermsMember(Lead, "Grounds", new Share(60)), new TermsMember(Partner, "Training", new Share(40))],
        [Lot],
        [new WorkPackage(Guid.CreateVersion7(), "All of it", Lot, Lead, [Partner], [])],
        null,
        "digest",
        "Jointly",
        "We work together."
    );

    private static readonly object[] Proposed =
    [
        new ConsortiumProposed(Id, "Green Ladywood", Lead, null),
        new PartnerInvited(Id, Partner, "Training"),
        new PartnerJoined(Id, Partner),
        new TermsProposed(Id, 1, "abc", Agreed),
    ];

    private static Actor Signatory(Guid organisation) =>
        new(Guid.CreateVersion7(), organisation, new HashSet<string> { Roles.Signatory, Roles.BidManager }, "membership:m");

    private static AcceptTerms Command(int edition = 1, string sha256 = "abc", Guid? member = null) =>
        new(Id, edition, sha256, "Neither can do it alone", "Director", OrganisationId: member);

    private static TermsAccepted Accepted(Guid member) =>
        new(
            Id,
            member,
            1,
            "abc",
            new Signature("abc", Guid.CreateVersion7(), "Director", "membership:m", SigningMethod.Typed, "statement", Now),
            "Because"
        );

    private static AcceptTermsHandler.Band NoBand => new(null, null, null);

    [Fact]
    public void the_first_acceptance_is_a_signature_over_the_digest_of_the_terms()
    {
        var actor = Signatory(Partner);
        Spec.Given<Consortium>(Proposed)
            .When((Consortium c) => AcceptTermsHandler.Handle(Command(), c, actor, NoBand, Now))
            .Facts(
                new TermsAccepted(
                    Id,
                    Partner,
                    1,
                    "abc",
                    new Signature(
                        "abc",
                        actor.Person,
                        "Director",
                        "membership:m",
                        SigningMethod.Typed,
                        AcceptTermsHandler.Statement("Green Ladywood", 1),
                        Now
                    ),
                    "Neither can do it alone"
                )
            );
    }

    [Fact]
    public void the_last_acceptance_agrees_the_consortium_in_the_same_decision()
    {
        var then = Spec.Given<Consortium>([.. Proposed, Accepted(Lead)])
            .When((Consortium c) => AcceptTermsHandler.Handle(Command(), c, Signatory(Partner), NoBand, Now));
        Assert.Equal([typeof(TermsAccepted), typeof(ConsortiumAgreed)], then.Decision.Events.Select(e => e.GetType()));
        Assert.Equal([Lead, Partner], then.Decision.Events.OfType<ConsortiumAgreed>().Single().Members);
    }

    [Fact]
    public void refuses_terms_that_have_changed_since_they_were_read() =>
        Spec.Given<Consortium>([.. Proposed, new TermsProposed(Id, 2, "def", Agreed)])
            .When((Consortium c) => AcceptTermsHandler.Handle(Command(), c, Signatory(Partner), NoBand, Now))
            .Refused("terms-changed");

    [Fact]
    public void new_terms_need_every_acceptance_again() =>
        Spec.Given<Consortium>([.. Proposed, Accepted(Lead), new TermsProposed(Id, 2, "def", Agreed)])
            .When(
                (Consortium c) =>
                {
                    Assert.Equal([Lead, Partner], c.Awaited);
                    return Decision.Nothing;
                }
            )
            .Nothing();

    [Fact]
    public void refuses_an_acceptance_without_a_reason_to_bid_jointly() =>
        Spec.Given<Consortium>(Proposed)
            .When((Consortium c) => AcceptTermsHandler.Handle(Command() with { JointBidReason = " " }, c, Signatory(Partner), NoBand, Now))
            .Refused("joint-bid-reason-missing");

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(50_000, true)]
    [InlineData(50_000.01, false)]
    [InlineData(39_999.99, false)]
    public void under_a_mandate_the_lead_accepts_only_within_the_band(decimal ceiling, bool accepted)
    {
        var then = Spec.Given<Consortium>([.. Proposed, new LeadMandated(Id, Partner, null, null, Now.AddDays(1))])
            .When(
                (Consortium c) =>
                    AcceptTermsHandler.Handle(
                        Command(member: Partner),
                        c,
                        Signatory(Lead),
                        new(new Money(ceiling), new Money(40_000), new Money(50_000)),
                        Now
                    )
            );
        if (accepted)
            Assert.Equal($"mandate of {Partner}", then.Decision.Events.OfType<TermsAccepted>().Single().Signature.Authority);
        else
            then.Refused("outside-the-mandate");
    }

    [Fact]
    public void refuses_a_mandate_that_has_ended() =>
        Spec.Given<Consortium>([.. Proposed, new LeadMandated(Id, Partner, null, null, Now.AddTicks(-1))])
            .When(
                (Consortium c) =>
                    AcceptTermsHandler.Handle(Command(member: Partner), c, Signatory(Lead), new(new Money(1), null, null), Now)
            )
            .Refused("mandate-ended");

    [Fact]
    public void only_a_signatory_the_named_deputy_or_a_mandated_lead_may_accept()
    {
        var consortium = Proposed.Aggregate(Consortium.Empty, (state, fact) => state.Evolve(fact));
        var clerk = new Actor(Guid.CreateVersion7(), Partner, new HashSet<string> { Roles.Member }, "membership:m");
        Assert.Equal(Access.Granted, AcceptTermsHandler.Authorise(Signatory(Partner), Command(), consortium));
        Assert.Equal(Access.Forbidden, AcceptTermsHandler.Authorise(clerk, Command(), consortium));
        Assert.Equal(
            Access.Granted,
            AcceptTermsHandler.Authorise(
                clerk,
                Command(),
                consortium.Evolve(new DeputyNamed(Id, Partner, clerk.Person)) as Consortium ?? consortium
            )
        );
        Assert.Equal(Access.Forbidden, AcceptTermsHandler.Authorise(Signatory(Lead), Command(member: Partner), consortium));
        Assert.Equal(
            Access.Granted,
            AcceptTermsHandler.Authorise(
                Signatory(Lead),
                Command(member: Partner),
                consortium.Evolve(new LeadMandated(Id, Partner, null, null, Now))
            )
        );
        Assert.Equal(Access.NotFound, AcceptTermsHandler.Authorise(Signatory(Guid.CreateVersion7()), Command(), consortium));
    }
}

public sealed class TermsDigests
{
    private static readonly Guid Lead = Guid.CreateVersion7(),
        Partner = Guid.CreateVersion7(),
        Lot = Guid.CreateVersion7(),
        Package = Guid.CreateVersion7(),
        First = Guid.CreateVersion7(),
        Second = Guid.CreateVersion7();
    private static readonly Terms Original = new(
        Lead,
        [new TermsMember(Lead, "Grounds", new Share(60)), new TermsMember(Partner, "Training", new Share(40))],
        [Lot],
        [new WorkPackage(Package, "All of it", Lot, Lead, [Partner], [First, Second])],
        null,
        "digest",
        "Jointly and severally",
        "We work together.\nWe share."
    );

    [Fact]
    public void layout_and_order_do_not_count()
    {
        var laidOut = Original with
        {
            Members = [.. Original.Members.Reverse().Select(m => m with { Share = new Share(m.Share.Percent + 0.00m) })],
            WorkPackages = [Original.WorkPackages[0] with { Title = " All  of it", Requirements = [Second, First] }],
            Agreement = "We work   together.\r\n\r\n  We share. ",
            PriceCeiling = new Protected(Lead, "another nonce", "another ciphertext"),
        };
        Assert.Equal(TermsDigest.Of(Original), TermsDigest.Of(laidOut));
    }

    [Fact]
    public void everything_that_is_agreed_counts()
    {
        Terms[] changed =
        [
            Original with
            {
                LeadId = Partner,
            },
            Original with
            {
                Members = [Original.Members[0] with { Share = new Share(59.99m) }, Original.Members[1] with { Share = new Share(40.01m) }],
            },
            Original with
            {
                Members = [Original.Members[0] with { Role = "Fields" }, Original.Members[1]],
            },
            Original with
            {
                Lots = [Lot, Guid.CreateVersion7()],
            },
            Original with
            {
                WorkPackages = [Original.WorkPackages[0] with { Accountable = Partner }],
            },
            Original with
            {
                WorkPackages = [Original.WorkPackages[0] with { Requirements = [First] }],
            },
            Original with
            {
                PriceCeilingDigest = "another",
            },
            Original with
            {
                Liability = "Severally",
            },
            Original with
            {
                Agreement = "We work together. We do not share.",
            },
        ];
        Assert.Equal(changed.Length + 1, changed.Append(Original).Select(TermsDigest.Of).Distinct().Count());
    }
}

public sealed class ConsortiaOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task members_see_the_terms_the_invited_little_and_everybody_else_nothing()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(45_000));
        var invited = await app.EnterpriseAsync("Not Yet In CIC");
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/invitations",
            new { organisationId = invited.Id, role = "Cleaning" }
        );

        await app.SettledAsync();
        var shown = await consortium.Partner.Http.ReadAsync($"/api/v1/consortia/{consortium.Id}");
        Assert.True(shown["agreed"]!.GetValue<bool>());
        Assert.Equal(45_000m, shown["terms"]!["priceCeiling"]!["amount"]!.GetValue<decimal>());
        Assert.Equal(
            ["Ladywood Grounds CIC", "Soho Training Co-op", "Not Yet In CIC"],
            shown["members"]!.AsArray().Select(m => m!["name"]!.GetValue<string>())
        );

        var glimpse = await invited.Http.ReadAsync($"/api/v1/consortia/{consortium.Id}");
        Assert.Null(glimpse["terms"]);
        Assert.Empty(glimpse["coverage"]!.AsArray());
        await app.SettledAsync();
        Assert.Equal(
            [consortium.Id],
            (await invited.Http.ReadAsync("/api/v1/consortia"))["items"]!.AsArray().Select(c => c!["consortiumId"]!.GetValue<Guid>())
        );

        var rival = await app.EnterpriseAsync("Rival Ltd");
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await rival.Http.GetAsync(new Uri($"/api/v1/consortia/{consortium.Id}", UriKind.Relative))).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await tender.Buyer.Author.Http.GetAsync(new Uri($"/api/v1/consortia/{consortium.Id}", UriKind.Relative))).StatusCode
        );
        Assert.Empty((await rival.Http.ReadAsync("/api/v1/consortia"))["items"]!.AsArray());
    }

    [Fact]
    public async Task shares_of_99_99_are_refused_clearly_and_so_is_a_member_who_has_not_joined()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var path = $"/api/v1/consortia/{consortium.Id}/terms";
        var problem = await consortium.Lead.Http.RefusedAsync(
            path,
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 66.66m, 33.33m),
            "shares-not-one-hundred"
        );
        Assert.Contains("99.99%", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        await consortium.Lead.Http.RefusedAsync(
            path,
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 66.667m, 33.333m),
            "share-not-valid"
        );
        var outsider = await app.EnterpriseAsync("Outsider CIC");
        await consortium.Lead.Http.RefusedAsync(
            path,
            BidSteps.TermsFor(consortium with { Partner = outsider }, tender, tender.GroundsLot, 60, 40),
            "member-not-joined"
        );
        using var byPartner = await consortium.Partner.Http.SendCommandAsync(
            HttpMethod.Post,
            path,
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40)
        );
        Assert.Equal(HttpStatusCode.Forbidden, byPartner.StatusCode);
    }

    [Fact]
    public async Task a_new_layout_of_the_terms_keeps_the_acceptances_and_a_new_share_needs_them_again()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(45_000));
        var path = $"/api/v1/consortia/{consortium.Id}/terms";
        var same = await consortium.Lead.Http.DoAsync(
            path,
            BidSteps.TermsFor(
                consortium,
                tender,
                tender.GroundsLot,
                66.67m,
                33.33m,
                new Money(45_000.00m),
                "We work together\n  and share as stated."
            )
        );
        Assert.Equal(1, same["answer"]!["edition"]!.GetValue<int>());
        Assert.True((await consortium.Lead.Http.ReadAsync($"/api/v1/consortia/{consortium.Id}"))["agreed"]!.GetValue<bool>());

        var changed = await consortium.Lead.Http.DoAsync(
            path,
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40, new Money(45_000))
        );
        Assert.Equal(2, changed["answer"]!["edition"]!.GetValue<int>());
        var shown = await consortium.Lead.Http.ReadAsync($"/api/v1/consortia/{consortium.Id}");
        Assert.False(shown["agreed"]!.GetValue<bool>());
        Assert.Equal(2, shown["terms"]!["awaited"]!.AsArray().Count);
        await consortium.Lead.AcceptAsync(consortium.Id, changed["answer"]!);
        await consortium.Partner.AcceptAsync(consortium.Id, changed["answer"]!);
        Assert.Equal([1, 2], (await app.FactsAsync<ConsortiumAgreed>(consortium.Id)).Select(a => a.Edition));
    }

    [Fact]
    public async Task the_lead_accepts_for_a_member_within_its_mandate_and_a_deputy_for_the_signatory()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(45_000));
        var deputy = await app.PersonAsync("Dora Deputy", consortium.Lead.Id, Roles.Member);
        await consortium.Partner.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/mandate",
            new
            {
                until = (await app.NowAsync()).AddDays(2),
                priceFrom = new Money(40_000),
                priceTo = new Money(50_000),
            }
        );
        await consortium.Lead.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/deputy", new { deputy = deputy.Id });
        var terms = (
            await consortium.Lead.Http.DoAsync(
                $"/api/v1/consortia/{consortium.Id}/terms",
                BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40, new Money(50_000))
            )
        )["answer"]!;
        await deputy.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/acceptances", Acceptance(terms, null));
        await consortium.Lead.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/acceptances", Acceptance(terms, consortium.Partner.Id));
        Assert.Equal(2, (await app.FactsAsync<ConsortiumAgreed>(consortium.Id))[^1].Edition);

        terms = (
            await consortium.Lead.Http.DoAsync(
                $"/api/v1/consortia/{consortium.Id}/terms",
                BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40, new Money(50_001))
            )
        )["answer"]!;
        await consortium.Lead.Http.RefusedAsync(
            $"/api/v1/consortia/{consortium.Id}/acceptances",
            Acceptance(terms, consortium.Partner.Id),
            "outside-the-mandate"
        );
    }

    [Fact]
    public async Task who_leaves_unbinds_the_others()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        await consortium.Lead.Http.RefusedAsync(
            $"/api/v1/consortia/{consortium.Id}/leaving",
            new { reason = "Enough" },
            "lead-cannot-leave"
        );
        await consortium.Partner.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/leaving", new { reason = "Too busy" });
        Assert.False((await consortium.Lead.Http.ReadAsync($"/api/v1/consortia/{consortium.Id}"))["agreed"]!.GetValue<bool>());
        await consortium.Lead.Http.RefusedAsync(
            "/api/v1/bids",
            new
            {
                tenderId = tender.Id,
                lots = new[] { tender.GroundsLot },
                consortiumId = consortium.Id,
            },
            "consortium-not-agreed"
        );
        using var back = await consortium.Partner.Http.GetAsync(new Uri($"/api/v1/consortia/{consortium.Id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, back.StatusCode);
    }

    private static object Acceptance(JsonNode terms, Guid? member) =>
        new
        {
            edition = terms["edition"]!.GetValue<int>(),
            sha256 = terms["sha256"]!.GetValue<string>(),
            jointBidReason = "Each of us has half of it.",
            capacity = "Director",
            organisationId = member,
        };
}

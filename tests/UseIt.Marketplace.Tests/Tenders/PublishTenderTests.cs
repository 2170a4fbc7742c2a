using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;
using static UseIt.Marketplace.Tests.Tenders.TenderFacts;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class PublishTenderDecisions
{
    private static readonly PublishTenderHandler.Approval Approval = new(
        new HashSet<Guid> { Beatrice },
        new Buyer(Checked: true, Barred: false),
        "ocds-213czf-1"
    );

    private static Then Publishing(
        object[] facts,
        Guid? by = null,
        PublishTenderHandler.Approval? approval = null,
        DateTimeOffset? now = null
    ) =>
        Spec.Given<Tender>(facts)
            .When(
                (Tender t) =>
                    PublishTenderHandler.Handle(new PublishTender(Id), t, approval ?? Approval, As(by ?? Carol, Roles.Approver), now ?? Now)
            );

    [Fact]
    public void publication_says_when_the_tender_closes_and_wakes_it_then()
    {
        var then = Publishing(Complete());
        then.Facts(new TenderPublished(Id, BuyerId, "ocds-213czf-1", Now, Deadline));
        Assert.Equal([(new CloseTender(Id), Deadline)], then.Decision.Messages.Select(m => ((CloseTender)m.Message, m.Due!.Value)));
    }

    [Fact]
    public void refuses_a_tender_with_no_lots_and_names_all_that_is_missing() =>
        Publishing(Drafted()).Refused("not-described", "no-lots", "no-criteria", "no-deadline", "no-openers");

    [Fact]
    public void refuses_an_approver_who_wrote_the_tender() => Publishing(Complete(), by: Beatrice).Refused("own-work");

    [Fact]
    public void refuses_a_suspended_buyer() =>
        Publishing(Complete(), approval: Approval with { Buyer = new Buyer(Checked: true, Barred: true) }).Refused("buyer-may-not-act");

    [Fact]
    public void refuses_a_buyer_whose_identity_nobody_has_checked() =>
        Publishing(Complete(), approval: Approval with { Buyer = Buyer.Empty }).Refused("buyer-not-checked");

    [Fact]
    public void refuses_a_deadline_that_has_come_too_near() =>
        Publishing(Complete(), now: Deadline).Refused("deadline-not-after-publication", "questions-over");

    [Fact]
    public void publishing_twice_changes_nothing() => Publishing(Published()).Nothing();

    [Fact]
    public void under_the_act_nothing_is_published_without_a_notice() =>
        Publishing(Complete(RegimeCodes.BelowNotifiable)).Refused("notice-needed");
}

public sealed class NoticeDecisions
{
    private static readonly DateTimeOffset Confirmed = Now.AddHours(2);
    private static readonly HashSet<Guid> Authors = [Beatrice];

    private static object[] Submitted(Guid? by = null) =>
        [.. Complete(RegimeCodes.BelowNotifiable), new NoticePrepared(Id, "UK4", "00"), new NoticeSubmitted(Id, "UK4", "S-1", by ?? Ellen)];

    private static Then Confirming(object[] facts, Actor actor, ConfirmNotice? command = null) =>
        Spec.Given<Tender>(facts)
            .When(
                (Tender t) =>
                    ConfirmNoticeHandler.Handle(
                        command
                            ?? new ConfirmNotice(
                                Id,
                                "032703-2026",
                                "ocds-h6vhtk-04a1b2",
                                Confirmed,
                                "https://www.find-tender.service.gov.uk/Notice/032703-2026"
                            ),
                        t,
                        new ConfirmNoticeHandler.Hands(Authors),
                        actor,
                        Now.AddHours(3)
                    )
            );

    [Fact]
    public void confirmation_by_a_second_person_publishes_under_the_confirmed_ocid() =>
        Confirming(Submitted(), As(Carol, Roles.Approver))
            .Facts(
                new NoticeConfirmed(
                    Id,
                    "UK4",
                    "032703-2026",
                    "ocds-h6vhtk-04a1b2",
                    Confirmed,
                    Carol,
                    "https://www.find-tender.service.gov.uk/Notice/032703-2026"
                ),
                new TenderPublished(Id, BuyerId, "ocds-h6vhtk-04a1b2", Confirmed, Deadline)
            );

    [Fact]
    public void whoever_submitted_cannot_confirm() =>
        Confirming(Submitted(by: Carol), As(Carol, Roles.Approver)).Refused("notice-same-person");

    [Fact]
    public void whoever_wrote_cannot_confirm() => Confirming(Submitted(), As(Beatrice, Roles.Approver)).Refused("own-work");

    [Fact]
    public void an_imported_notice_confirms_by_itself() => Assert.Equal(2, Confirming(Submitted(), Actor.System).Decision.Events.Count());

    [Fact]
    public void nothing_is_confirmed_that_was_not_submitted() =>
        Confirming(Complete(RegimeCodes.BelowNotifiable), As(Carol, Roles.Approver)).Refused("notice-not-submitted");

    [Fact]
    public void a_confirmation_needs_number_ocid_a_past_instant_and_proof() =>
        Confirming(Submitted(), As(Carol, Roles.Approver), new ConfirmNotice(Id, "12", "x", Now.AddDays(1), " "))
            .Refused("notice-id-wrong", "ocid-wrong", "published-in-future", "proof-missing");

    [Fact]
    public void a_changed_draft_needs_its_notice_prepared_again()
    {
        object[] facts = [.. Complete(RegimeCodes.BelowNotifiable), new NoticePrepared(Id, "UK4", "00"), new LotRemoved(Id, OtherLot)];
        Spec.Given<Tender>(facts)
            .When((Tender t) => RecordNoticeSubmittedHandler.Handle(new RecordNoticeSubmitted(Id), t, As(Carol)))
            .Refused("notice-not-prepared");
    }
}

public sealed class PublishTenderOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_stale_version_is_told_both_versions()
    {
        var tender = await app.DraftAsync();
        var version = (await app.Store.FetchAsync<Tender>(tender.Id)).Version;
        using var stale = await tender.Buyer.Approver.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/tenders/{tender.Id}/publication",
            new { },
            ifMatch: version - 1
        );
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var problem = JsonNode.Parse(await stale.Content.ReadAsStringAsync())!;
        Assert.Equal((version - 1, version), (problem["expectedVersion"]!.GetValue<long>(), problem["currentVersion"]!.GetValue<long>()));
    }

    [Fact]
    public async Task of_two_people_who_publish_at_once_one_wins_and_the_other_learns_it()
    {
        var tender = await app.DraftAsync();
        var second = await app.PersonAsync("Farah Approver", tender.Buyer.Id, Roles.Approver);
        var version = (await app.Store.FetchAsync<Tender>(tender.Id)).Version;
        var answers = await Task.WhenAll(
            new[] { tender.Buyer.Approver, second }.Select(p =>
                p.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/tenders/{tender.Id}/publication", new { }, ifMatch: version)
            )
        );
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        Assert.Single(await app.FactsAsync<TenderPublished>(tender.Id));
    }

    [Fact]
    public async Task under_the_act_nothing_is_public_before_a_second_person_confirms_the_notice()
    {
        var tender = await app.DraftAsync(regime: RegimeCodes.BelowNotifiable);
        var (author, approver) = (tender.Buyer.Author.Http, tender.Buyer.Approver.Http);
        var anyone = await app.ClientAsync();
        await approver.RefusedAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, "notice-needed");
        await author.DoAsync($"/api/v1/tenders/{tender.Id}/notice/preparation", new { });
        var package = await author.GetByteArrayAsync(new Uri($"/api/v1/tenders/{tender.Id}/notice", UriKind.Relative));
        Assert.Equal(NoticePackage.Sha256(package), Assert.Single(await app.FactsAsync<NoticePrepared>(tender.Id)).PackageSha256);
        var release = JsonNode.Parse(package)!["releases"]![0]!;
        Assert.Equal(
            ("Hospital grounds and cleaning", 2),
            (release["tender"]!["title"]!.GetValue<string>(), release["tender"]!["lots"]!.AsArray().Count)
        );
        await author.DoAsync($"/api/v1/tenders/{tender.Id}/notice/submission", new { submissionId = "S-1" });

        using (var hidden = await anyone.GetAsync(new Uri($"/api/v1/tenders/{tender.Id}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.DoesNotContain(
            (await anyone.ReadAsync("/api/v1/tenders?limit=100"))["items"]!.AsArray(),
            t => t!["tenderId"]!.GetValue<Guid>() == tender.Id
        );

        var confirmation = new
        {
            noticeId = "032703-2026",
            ocid = $"ocds-h6vhtk-{tender.Id.ToString()[..8]}",
            publishedAt = await app.NowAsync(),
            proof = "https://www.find-tender.service.gov.uk/Notice/032703-2026",
        };
        var confirmed = await approver.DoAsync($"/api/v1/tenders/{tender.Id}/notice/confirmation", confirmation);
        anyone.DefaultRequestHeaders.Add(CommandEndpoints.ConsistencyToken, confirmed["position"]!.ToString());
        Assert.Equal(confirmation.ocid, (await anyone.ReadAsync($"/api/v1/tenders/{tender.Id}"))["ocid"]!.GetValue<string>());
    }

    [Fact]
    public async Task an_author_who_is_also_approver_cannot_publish_what_he_has_written()
    {
        var tender = await app.DraftAsync();
        var both = await app.PersonAsync("Gus Both", tender.Buyer.Id, Roles.Author, Roles.Approver);
        await both.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/deadline",
            new { deadline = tender.Deadline, questionsUntil = tender.Deadline }
        );
        await both.Http.RefusedAsync($"/api/v1/tenders/{tender.Id}/publication", new { }, "own-work");
    }

    [Fact]
    public async Task a_draft_is_its_buyers_alone()
    {
        var tender = await app.DraftAsync();
        var stranger = await app.PersonAsync(
            "Hal Stranger",
            await app.OrganisationAsync("Another Council", Marketplace.Organisations.OrganisationKind.Buyer),
            Roles.Author,
            Roles.Approver
        );
        await app.SettledAsync();
        using (var read = await stranger.Http.GetAsync(new Uri($"/api/v1/buyer/tenders/{tender.Id}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        using (var write = await stranger.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/tenders/{tender.Id}/publication", new { }))
            Assert.Equal(HttpStatusCode.NotFound, write.StatusCode);
        Assert.Empty((await stranger.Http.ReadAsync("/api/v1/buyer/tenders"))["items"]!.AsArray());
        Assert.Equal(
            tender.Id,
            (await tender.Buyer.Approver.Http.ReadAsync("/api/v1/buyer/tenders"))["items"]![0]!["tenderId"]!.GetValue<Guid>()
        );
        Assert.Equal(
            "Draft",
            (await tender.Buyer.Author.Http.ReadAsync($"/api/v1/buyer/tenders/{tender.Id}"))["tender"]!["stage"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task the_list_of_published_tenders_is_paged_without_gap_or_repetition()
    {
        var buyer = await app.BuyerAsync();
        var published = new List<Guid>();
        for (var i = 0; i < 3; i++)
            published.Add((await app.PublishedAsync(buyer)).Id);
        await app.SettledAsync();
        var anyone = await app.ClientAsync();
        var seen = new List<Guid>();
        string? next = null;
        do
        {
            var page = await anyone.ReadAsync(
                $"/api/v1/tenders?limit=1&open=true{(next is null ? "" : $"&after={Uri.EscapeDataString(next)}")}"
            );
            seen.AddRange(page["items"]!.AsArray().Select(t => t!["tenderId"]!.GetValue<Guid>()));
            next = page["next"]?.GetValue<string>();
        } while (next is not null);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(Enumerable.Reverse(published), seen.Where(published.Contains));
    }
}

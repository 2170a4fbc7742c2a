using System.Text.Json.Nodes;
using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.OpenData;

/// <summary>Which facts of a tender and its awards the public is told, under which tag of OCDS, and what of them.</summary>
public static class ProcessReleases
{
    /// <summary>Notices of the planning stage: pipeline, market engagement, planned procurement.</summary>
    private static readonly HashSet<string> PlanningNotices = new(["UK1", "UK2", "UK3"], StringComparer.Ordinal);

    /// <summary>The release a fact calls for, or null. <paramref name="after"/> notes what has been told by it.</summary>
    public static (string Tag, JsonObject Body)? Of(IEvent e, OpenProcess before, ref OpenProcess after)
    {
        var told = Told(e, before, after);
        if (told is null)
            return null;
        after = e.Data switch
        {
            NoticeConfirmed => after with { Planned = true },
            AwardNoticePublished a => after.With(a.AwardId, x => x with { Released = true }),
            AwardConfirmed a => after.With(a.AwardId, x => x with { Released = true }),
            _ => after,
        };
        return told;
    }

    private static (string, JsonObject)? Told(IEvent e, OpenProcess before, OpenProcess p) =>
        e.Data switch
        {
            NoticeConfirmed n when !before.Published && PlanningNotices.Contains(n.NoticeType) => (
                before.Planned ? "planningUpdate" : "planning",
                WithParties(p, Tender(p))
            ),
            TenderPublished => ("tender", WithParties(p, Tender(p))),
            // Nothing else is told of what is not public.
            _ when !before.Published => null,
            DeadlineExtended d => (
                "tenderUpdate",
                Part(
                    p,
                    ("tenderPeriod", ReleaseText.Period(p.PublishedAt, p.Deadline)),
                    Amendment(e, "The deadline for bids was extended.", d.Reason)
                )
            ),
            ClosingDeferred => (
                "tenderUpdate",
                Part(
                    p,
                    ("tenderPeriod", ReleaseText.Period(p.PublishedAt, p.Deadline)),
                    Amendment(
                        e,
                        "Closing was deferred for everybody.",
                        "The marketplace could not be reached for longer than the published limit."
                    )
                )
            ),
            TenderAmended a => ("tenderUpdate", Amended(p, Amendment(e, a.Change, a.Reason))),
            LotRemoved l => (
                "tenderUpdate",
                Part(p, ("lots", ReleaseText.List([new JsonObject { ["id"] = l.LotId.ToString(), ["status"] = "cancelled" }])))
            ),
            TenderDescribed
            or LotAdded
            or LotChanged
            or RequirementAdded
            or RequirementRemoved
            or CriteriaSet
            or TenderDocumentAttached
            or TenderDocumentRemoved
            or DeadlineSet => ("tenderUpdate", Tender(p)),
            QuestionAnswered q => (
                "tenderUpdate",
                Part(
                    p,
                    ("hasEnquiries", true),
                    (
                        "enquiries",
                        ReleaseText.List([
                            new JsonObject
                            {
                                ["id"] = q.QuestionId.ToString(),
                                ["description"] = q.PublishedQuestion,
                                ["answer"] = q.Answer,
                                ["dateAnswered"] = ReleaseText.Instant(e.Timestamp),
                            },
                        ])
                    )
                )
            ),
            BidsOpened { Part: BidPart.Quality } b => ("tenderUpdate", Opened(p, b, e)),
            TenderWithdrawn w => (
                "tenderCancellation",
                Part(p, ("status", p.Status), ("lots", LotStatuses(p)), Amendment(e, "The procurement was withdrawn.", w.Reason))
            ),
            TenderUnsuccessful u => (
                "tenderUpdate",
                Part(p, ("status", p.Status), ("lots", LotStatuses(p)), Amendment(e, "A lot ended without an award.", u.Reason))
            ),
            TenderAwarded => ("tenderUpdate", Part(p, ("status", p.Status), ("lots", LotStatuses(p)))),
            AwardNoticePublished a when p.Award(a.AwardId) is { } award => Award(p, award, "awardUpdate"),
            AwardConfirmed a when p.Award(a.AwardId) is { } award => Award(p, award, "awardUpdate"),
            AwardCancelled a when p.Award(a.AwardId) is { Released: true } award => Award(p, award, "awardCancellation"),
            SummariesSent a when p.Award(a.AwardId) is { Released: true } award => Award(p, award, "awardUpdate"),
            StandstillStarted a when p.Award(a.AwardId) is { Released: true } award => Award(p, award, "awardUpdate"),
            StandstillResumed a when p.Award(a.AwardId) is { Released: true } award => Award(p, award, "awardUpdate"),
            _ => null,
        };

    private static JsonObject Tender(OpenProcess p) => new() { ["tender"] = ReleaseText.Tender(p) };

    private static JsonObject WithParties(OpenProcess p, JsonObject body)
    {
        var parties = new JsonArray();
        if (p.Buyer is { } buyer)
            parties.Add(
                (JsonNode)
                    ReleaseText.Party(
                        buyer,
                        null,
                        p.ProcuringEntity is { } same && same.OrganisationId == buyer.OrganisationId
                            ? ["buyer", "procuringEntity"]
                            : ["buyer"]
                    )
            );
        if (p.ProcuringEntity is { } entity && entity.OrganisationId != p.BuyerId)
            parties.Add((JsonNode)ReleaseText.Party(entity, null, "procuringEntity"));
        if (parties.Count > 0)
            body["parties"] = parties;
        return body;
    }

    private static (string, JsonObject) Award(OpenProcess p, OpenAward award, string update)
    {
        var body = new JsonObject { ["awards"] = ReleaseText.List([ReleaseText.Award(award, p)]) };
        if (award.Released)
            return (update, body);
        body["parties"] = ReleaseText.List(award.Suppliers.Select(s => ReleaseText.Party(s.Organisation, s.RoleDetails, "supplier")));
        return ("award", body);
    }

    // How many, not who.
    private static JsonObject Opened(OpenProcess p, BidsOpened opened, IEvent e)
    {
        var body = Part(p, ("numberOfTenderers", opened.Bids.Select(b => b.BidId).Distinct().Count()));
        body["bids"] = new JsonObject
        {
            ["statistics"] = ReleaseText.List(
                p.Lots.Select(l => new JsonObject
                {
                    ["id"] = $"bids-{l.LotId}",
                    ["measure"] = "bids",
                    ["date"] = ReleaseText.Instant(e.Timestamp),
                    ["value"] = opened.Bids.Where(b => b.LotId == l.LotId).Select(b => b.BidId).Distinct().Count(),
                    ["relatedLot"] = l.LotId.ToString(),
                })
            ),
        };
        return body;
    }

    private static JsonObject Amended(OpenProcess p, (string, JsonNode) amendment)
    {
        var tender = ReleaseText.Tender(p);
        tender[amendment.Item1] = amendment.Item2;
        return new JsonObject { ["tender"] = tender };
    }

    private static (string, JsonNode) Amendment(IEvent e, string description, string? rationale) =>
        ("amendments", ReleaseText.List([ReleaseText.Amendment(e.Id, e.Timestamp, description, rationale)]));

    private static JsonArray LotStatuses(OpenProcess p) =>
        ReleaseText.List(p.Lots.Select(l => new JsonObject { ["id"] = l.LotId.ToString(), ["status"] = l.Status }));

    private static JsonObject Part(OpenProcess p, params ReadOnlySpan<(string Name, JsonNode Value)> parts)
    {
        var tender = new JsonObject { ["id"] = p.TenderId.ToString() };
        foreach (var (name, value) in parts)
            tender[name] = value;
        return new JsonObject { ["tender"] = tender };
    }
}

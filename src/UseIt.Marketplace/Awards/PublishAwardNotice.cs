using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Publishes the award. Where the Procurement Act asks for a contract award notice it counts from its publication on the central platform,
/// so its number and instant are entered here; elsewhere it is public at once. The standstill starts with it, in the same commit.
/// </summary>
public sealed record PublishAwardNotice(
    Guid AwardId,
    string? NoticeId = null,
    DateTimeOffset? PublishedAt = null,
    int? StandstillWorkingDays = null
) : Message, ICommand;

public static class PublishAwardNoticeHandler
{
    private const string ContractAwardNotice = "UK6";

    public static readonly Refusal SummariesNotSent = new("summaries-not-sent", null, "Send the assessment summaries first");
    public static readonly Refusal NoticeMissing = new(
        "notice-missing",
        "noticeId",
        "Publish the award notice on Find a Tender and enter its number"
    );
    public static readonly Refusal InstantMissing = new(
        "published-at-missing",
        "publishedAt",
        "Enter when Find a Tender published the notice"
    );
    public static readonly Refusal InstantWrong = new(
        "published-at-wrong",
        "publishedAt",
        "Enter when Find a Tender published the notice: not in the future, and not before the summaries were sent"
    );
    public static readonly Refusal NoticeElsewhere = new(
        "notice-elsewhere",
        "noticeId",
        "This procurement is not under the Procurement Act. Leave the notice number empty"
    );

    public sealed record Rules(string Regime, DateOnly Of);

    public static Access Authorise(Actor actor, Award award) => actor.On(award.BuyerId, Roles.Author, Roles.Approver);

    public static async Task<Rules> Load(Award award, Streams streams, CancellationToken cancel)
    {
        var tender = await streams.PeekAsync<Procurement>(award.TenderId, cancel);
        return new Rules(tender.State.Regime, tender.State.RulesOf);
    }

    public static Decision Handle(PublishAwardNotice command, Award award, Rules rules, DateTimeOffset now)
    {
        if (award.Notice is not null)
            return Decision.Nothing;
        if (award.Stage != AwardStage.SummariesSent)
            return SummariesNotSent;
        var regime = Regime.Profile(rules.Regime, rules.Of);
        if (!regime.Is(out var profile))
            return regime.Refusal!;
        if (profile.Notices?.Any(n => n is { Notice: ContractAwardNotice, Need: NoticeNeed.Required }) == true)
        {
            if (string.IsNullOrWhiteSpace(command.NoticeId))
                return NoticeMissing;
            if (command.PublishedAt is null)
                return InstantMissing;
        }
        else if (command.NoticeId is not null && !profile.NoticesAreConfirmedElsewhere)
            return NoticeElsewhere;

        var publishedAt = command.PublishedAt?.ToUniversalTime() ?? now;
        if (publishedAt > now || publishedAt < award.Summaries!.At || (command.NoticeId is null && publishedAt != now))
            return InstantWrong;
        var standstill = Standstill.LastDay(profile.Standstill, publishedAt, command.StandstillWorkingDays);
        if (!standstill.Is(out var lastDay))
            return standstill.Refusal!;
        var decision = Decision.On<Award>(
            command.AwardId,
            new AwardNoticePublished(command.AwardId, award.TenderId, award.LotId, publishedAt, command.NoticeId?.Trim())
        );
        if (lastDay is not { } last)
            return decision;
        var endsAt = UkTime.StartOf(last.AddDays(1));
        return decision
            .And<Award>(
                command.AwardId,
                new StandstillStarted(
                    command.AwardId,
                    award.TenderId,
                    award.LotId,
                    $"{profile.Code} from {profile.RuleSet:yyyy-MM-dd}",
                    UkTime.DayOf(publishedAt).AddDays(profile.Standstill!.FirstCountedDay),
                    last,
                    endsAt
                )
            )
            .Send(new EndStandstill(command.AwardId), endsAt);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PublishAwardNotice>(
            "POST",
            "/api/v1/awards/{awardId}/notice",
            AllowedTo.Role("an author or approver of the buyer", Roles.Author, Roles.Approver)
        );
}

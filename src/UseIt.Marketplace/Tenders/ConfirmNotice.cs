using System.Text.RegularExpressions;
using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Confirms that the central platform has published the notice: by hand, by another person than the one who submitted it, or by the program
/// when the notice is imported. Only this publishes the tender here, under the confirmed ocid and from the confirmed instant.
/// </summary>
[NeedsSecondFactor]
public sealed record ConfirmNotice(Guid TenderId, string NoticeId, string Ocid, DateTimeOffset PublishedAt, string Proof)
    : Message,
        ICommand;

public static partial class ConfirmNoticeHandler
{
    public static readonly Refusal NotSubmitted = new("notice-not-submitted", null, "Record first that the notice was submitted");
    public static readonly Refusal SamePerson = new(
        "notice-same-person",
        null,
        "Another approver than the one who submitted the notice must confirm it"
    );
    public static readonly Refusal NoticeIdWrong = new(
        "notice-id-wrong",
        "noticeId",
        "Enter the notice's number as Find a Tender shows it, such as 032703-2026"
    );
    public static readonly Refusal OcidWrong = new(
        "ocid-wrong",
        "ocid",
        "Enter the ocid as Find a Tender shows it, such as ocds-h6vhtk-04a1b2"
    );
    public static readonly Refusal PublishedInFuture = new(
        "published-in-future",
        "publishedAt",
        "The notice cannot have been published after now"
    );
    public static readonly Refusal ProofMissing = new("proof-missing", "proof", "Give the address of the published notice");

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Approver);

    /// <summary>Who wrote the tender, and whether the confirming person owes them their place.</summary>
    public sealed record Hands(IReadOnlySet<Guid> Authors, bool Owed = false);

    public static async Task<Hands> Load(ConfirmNotice command, Tender tender, Actor actor, IDocumentStore store, CancellationToken cancel)
    {
        var authors = await Authorship.OfAsync(store, command.TenderId, cancel);
        return new Hands(
            authors,
            !actor.IsSystem && await Independence.IsMissingAsync(store, tender.BuyerId, actor.Person, authors, cancel)
        );
    }

    public static Decision Handle(ConfirmNotice command, Tender tender, Hands hands, Actor actor, DateTimeOffset now)
    {
        if (tender.IsPublic)
            return Decision.Nothing;
        if (tender.Stage == TenderStage.Withdrawn)
            return TenderRefusals.Withdrawn;
        if (tender.Stage != TenderStage.NoticeSubmitted)
            return NotSubmitted;
        if (!actor.IsSystem && tender.NoticeSubmittedBy == actor.Person)
            return SamePerson;
        if (hands.Authors.Contains(actor.Person))
            return TenderRefusals.OwnWork;
        if (hands.Owed)
            return TenderRefusals.Owed;
        var refusals = new List<Refusal>();
        if (!NoticeNumber().IsMatch(command.NoticeId))
            refusals.Add(NoticeIdWrong);
        if (!OcidForm().IsMatch(command.Ocid))
            refusals.Add(OcidWrong);
        if (command.PublishedAt > now)
            refusals.Add(PublishedInFuture);
        if (string.IsNullOrWhiteSpace(command.Proof))
            refusals.Add(ProofMissing);
        if (SetDeadlineHandler.TooSoon(tender.Profile, command.PublishedAt, tender.Deadline!.Value, tender.Circumstances) is { } tooSoon)
            refusals.Add(tooSoon);
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        return Decision
            .On<Tender>(
                command.TenderId,
                new NoticeConfirmed(
                    command.TenderId,
                    tender.NoticeType!,
                    command.NoticeId,
                    command.Ocid,
                    command.PublishedAt,
                    actor.Person,
                    command.Proof.Trim()
                ),
                new TenderPublished(command.TenderId, tender.BuyerId, command.Ocid, command.PublishedAt, tender.Deadline.Value)
            )
            .Reserve("tender-ocid", command.Ocid, command.TenderId)
            .Send(new CloseTender(command.TenderId), tender.Deadline);
    }

    [GeneratedRegex(@"^\d{6}-\d{4}$", RegexOptions.CultureInvariant)]
    private static partial Regex NoticeNumber();

    [GeneratedRegex(@"^ocds-[a-z0-9]{6}-\S+$", RegexOptions.CultureInvariant)]
    private static partial Regex OcidForm();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmNotice>("POST", "/api/v1/tenders/{tenderId}/notice/confirmation", Editors.Approver);
}

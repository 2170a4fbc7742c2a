using JasperFx.Events;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Developments;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Funding;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Notifications;

/// <summary>What a message asked for has been done, by whomever: it is new to nobody any more, and goes into no mail.</summary>
public sealed class SettleMessages()
    : Reaction(
        "settle_messages",
        typeof(PartnerJoined),
        typeof(PartnerDeclined),
        typeof(TermsAccepted),
        typeof(BidSubmitted),
        typeof(QuestionAnswered),
        typeof(QuestionDeclined),
        typeof(TenderPublished),
        typeof(TenderWithdrawn),
        typeof(BidsOpened),
        typeof(DeadlineExtended),
        typeof(ClarificationAnswered),
        typeof(ReplacementNamed),
        typeof(ReplacementDeclined),
        typeof(ReplacementAccepted),
        typeof(GrantOffered),
        typeof(GrantRejected),
        typeof(GrantAccepted),
        typeof(GrantDeclined),
        typeof(GrantDrawdownPaid),
        typeof(GrantDrawdownRefused),
        typeof(PassedOnAccepted),
        typeof(PassedOnConfirmed),
        typeof(PassedOnRejected),
        typeof(AwardProposed),
        typeof(AwardApproved),
        typeof(AwardRejected),
        typeof(AwardConfirmed),
        typeof(ContractSigned),
        typeof(CaseAccepted),
        typeof(SessionCountersigned),
        typeof(SessionDisputed),
        typeof(CaseReviewed),
        typeof(CaseReviewAnswered),
        typeof(AdviserIntroductionAnswered),
        typeof(WorkshopSignedUp),
        typeof(WorkshopCancelled),
        typeof(MembershipAccepted),
        typeof(EvidenceRecorded),
        typeof(CommitmentLapsed)
    )
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        Settled(e) is { } settled ? [(settled with { Position = e.Sequence }, null)] : [];

    private static SettleMessage? Settled(IEvent e) =>
        e.Data switch
        {
            PartnerJoined f => Settled(f.ConsortiumId, f.OrganisationId, "partner-invited"),
            PartnerDeclined f => Settled(f.ConsortiumId, f.OrganisationId, "partner-invited"),
            TermsAccepted f => Settled(f.ConsortiumId, f.OrganisationId, "terms-proposed"),
            BidSubmitted f => Settled(f.BidId, null, [.. WarnBiddersHandler.Before.Select(b => b.Kind)]),
            QuestionAnswered f => Settled(f.QuestionId, null, "question-asked"),
            QuestionDeclined f => Settled(f.QuestionId, null, "question-asked"),
            TenderPublished f => Settled(f.TenderId, null, "draft-complete"),
            TenderWithdrawn f => Settled(f.TenderId, null, "draft-complete"),
            BidsOpened f => Settled(f.TenderId, null, "tender-closed"),
            DeadlineExtended f => Settled(f.TenderId, null, "extension-proposed"),
            ClarificationAnswered f => Settled(f.BidId, null, "clarification-asked"),
            ReplacementNamed f => Settled(f.BidId, null, "replacement-declined"),
            ReplacementDeclined f => Settled(f.BidId, f.ReplacementId, "replacement-asked"),
            ReplacementAccepted f => Settled(f.BidId, f.ReplacementId, "replacement-asked"),
            GrantOffered f => Settled(f.GrantId, null, "grant-applied"),
            GrantRejected f => Settled(f.GrantId, null, "grant-applied"),
            GrantAccepted f => Settled(f.GrantId, null, "grant-offered"),
            GrantDeclined f => Settled(f.GrantId, null, "grant-offered"),
            GrantDrawdownPaid f => Settled(f.DrawdownId, null, "drawdown-asked"),
            GrantDrawdownRefused f => Settled(f.DrawdownId, null, "drawdown-asked"),
            PassedOnAccepted f => Settled(f.FlowId, null, "obligation-passed-on"),
            PassedOnConfirmed f => Settled(f.DeliveryId, null, "passed-on-delivered"),
            PassedOnRejected f => Settled(f.DeliveryId, null, "passed-on-delivered"),
            AwardProposed f => Settled(f.TenderId, null, "bids-opened", "clarification-answered", "award-sent-back"),
            AwardApproved f => Settled(f.AwardId, null, "award-proposed"),
            AwardRejected f => Settled(f.AwardId, null, "award-proposed"),
            AwardConfirmed f => Settled(f.TenderId, null, "standstill-ended"),
            ContractSigned f => Settled(f.ContractId, null, "contract-prepared"),
            CaseAccepted f => Settled(f.CaseId, f.OrganisationId, "case-opened"),
            SessionCountersigned f => Settled(f.SessionId, f.OrganisationId, "session-logged", MailCountersignLinkHandler.Kind),
            SessionDisputed f => Settled(f.SessionId, f.OrganisationId, "session-logged", MailCountersignLinkHandler.Kind),
            CaseReviewed f => Settled(RemindOfReviewHandler.SubjectOf(f.CaseId, f.Months), null, RemindOfReviewHandler.Kind),
            CaseReviewAnswered f => Settled(RemindOfReviewHandler.SubjectOf(f.CaseId, f.Months), f.OrganisationId, "review-made"),
            AdviserIntroductionAnswered f => Settled(f.AdviserIntroductionId, f.OrganisationId, "introduction-proposed"),
            WorkshopSignedUp f => Settled(f.WorkshopId, f.OrganisationId, "workshop-invited"),
            WorkshopCancelled f => Settled(f.WorkshopId, null, "workshop-invited"),
            // A reminder that comes after it knew of it, and that it was not enough.
            EvidenceRecorded f => Settled(f.CommitmentId, null, [.. RemindOfCommitmentHandler.Kinds]),
            CommitmentLapsed f => Settled(f.CommitmentId, null, [.. RemindOfCommitmentHandler.Kinds]),
            MembershipAccepted f => new SettleMessage(f.OrganisationId, ["membership-invited"], PersonId: f.PersonId),
            _ => null,
        };

    private static SettleMessage Settled(Guid subject, Guid? organisation, params string[] kinds) => new(subject, kinds, organisation);
}

/// <summary>
/// Marks messages of these kinds about something as seen: everybody's, or one organisation's or person's alone. By position: what tells of
/// something later in the log is still new, and what tells of something earlier is not, even where it reaches the inbox after this.
/// </summary>
/// <param name="Subject">What they are about.</param>
/// <param name="Kinds">Which of them.</param>
/// <param name="OrganisationId">Whose alone.</param>
/// <param name="PersonId">Whose alone.</param>
/// <param name="Before">What was queued by an older program says an instant instead of a position.</param>
/// <param name="Position">Where in the log the fact stands that settles them.</param>
public sealed record SettleMessage(
    Guid Subject,
    IReadOnlyList<string> Kinds,
    Guid? OrganisationId = null,
    Guid? PersonId = null,
    DateTimeOffset? Before = null,
    long? Position = null
) : Message, IEffect;

public static class SettleMessageHandler
{
    // Noted and committed before anything is marked, while a message is in the inbox and committed before it is asked about: whichever of
    // the two comes first, the other one sees it.
    private const string Note = """
        insert into notifications.settled (subject, kind, organisation, person, position, at)
        select $1, k, coalesce($3, '00000000-0000-0000-0000-000000000000'), coalesce($4, '00000000-0000-0000-0000-000000000000'), $5,
          events.clock()
        from unnest($2) k
        on conflict (subject, kind, organisation, person) do update
        set position = greatest(notifications.settled.position, excluded.position), at = excluded.at
        """;

    private const string Mark = """
        update notifications.inbox set read_at = events.clock(), mail_due = null
        where subject = $1 and kind = any($2) and read_at is null
        and ($3 is null or organisation = $3) and ($4 is null or person = $4)
        and ($5 is null or position is null or position < $5) and ($6 is null or at <= $6)
        """;

    private const string Ask = """
        update notifications.inbox i set read_at = events.clock(), mail_due = null
        where id = $1 and read_at is null and exists (
          select from notifications.settled s
          where s.subject = i.subject and s.kind = i.kind and s.position > i.position
          and s.organisation in (i.organisation, '00000000-0000-0000-0000-000000000000')
          and s.person in (i.person, '00000000-0000-0000-0000-000000000000')
        )
        """;

    public static async Task Handle(SettleMessage message, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (message.Position is { } position)
        {
            await using var note = Command(Note);
            note.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            await note.ExecuteNonQueryAsync(cancel);
        }
        await using var mark = Command(Mark);
        mark.Parameters.Add(Or(NpgsqlDbType.Bigint, message.Position));
        mark.Parameters.Add(Or(NpgsqlDbType.TimestampTz, message.Before?.UtcDateTime));
        await mark.ExecuteNonQueryAsync(cancel);

        NpgsqlCommand Command(string text)
        {
            var command = database.CreateCommand(text);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.Subject });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. message.Kinds] });
            command.Parameters.Add(Or(NpgsqlDbType.Uuid, message.OrganisationId));
            command.Parameters.Add(Or(NpgsqlDbType.Uuid, message.PersonId));
            return command;
        }
    }

    /// <summary>Whether what this message asks for had been done before it came; then it is marked as seen.</summary>
    internal static async Task<bool> IsSettledAsync(NpgsqlDataSource database, Guid message, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Ask);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }

    private static NpgsqlParameter Or<T>(NpgsqlDbType type, T? value)
        where T : struct => new() { NpgsqlDbType = type, Value = (object?)value ?? DBNull.Value };
}

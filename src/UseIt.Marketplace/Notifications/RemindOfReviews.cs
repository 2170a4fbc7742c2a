using System.Collections.Immutable;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>Wakes on the days a case can be reviewed.</summary>
public sealed class RemindOfReviews() : Reaction("remind_of_reviews", typeof(EnquiryReceived))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is EnquiryReceived f
            ? Reviews.AfterMonths.Select(months =>
                ((object)new RemindOfReview(f.CaseId, months), (DateTimeOffset?)UkTime.StartOf(Reviews.Day(e.Timestamp, months)))
            )
            : [];
}

/// <summary>
/// Tells the case's adviser, or all of them where it has none or they have left, while the review is not made. It only wakes: whether
/// anybody is to be told follows from the case.
/// </summary>
public sealed record RemindOfReview(Guid CaseId, int Months) : Message, IEffect;

public static class RemindOfReviewHandler
{
    public const string Kind = "review-due";

    public static async Task Handle(
        RemindOfReview message,
        IDocumentStore store,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        // Before anything is read: a review from further on settles what is said here.
        var known = await database.CeilingAsync(cancel);
        var reviewed = (await store.FetchAsync<CaseToReview>(message.CaseId, cancel)).State;
        if (!reviewed.IsDue(message.Months))
            return;
        var told = new NotifyMembers(
            UuidV5.Of(message.CaseId, $"{Kind}/{message.Months}"),
            reviewed.Support,
            [Roles.Adviser],
            Kind,
            SubjectOf(message.CaseId, message.Months),
            $"/cases/{message.CaseId}",
            known
        );
        var advisers = (await memberships.InAsync(reviewed.Support, cancel)).Where(m => m.Roles.Contains(Roles.Adviser));
        if (reviewed.Adviser is { } adviser && advisers.Any(m => m.Person == adviser))
            await NotifyMembersHandler.TellAsync(told, adviser, database, post, cancel);
        else
            await NotifyMembersHandler.TellAllAsync(told, [], database, memberships, post, cancel);
    }

    /// <summary>One review of one case.</summary>
    internal static Guid SubjectOf(Guid @case, int months) => UuidV5.Of(@case, $"review:{months}");
}

/// <summary>Whose case it is, and which reviews were made.</summary>
public sealed record CaseToReview(Guid Support, Guid? Adviser, bool Accepted, bool HasBaseline, ImmutableHashSet<int> Made, bool Over)
    : IState<CaseToReview>
{
    public static CaseToReview Empty { get; } = new(Guid.Empty, null, false, false, [], false);

    public static string StreamType => "case";

    /// <summary>A later review stands for an earlier one; without a baseline there is nothing to compare with.</summary>
    public bool IsDue(int months) => Accepted && HasBaseline && !Over && !Made.Any(m => m >= months);

    public CaseToReview Evolve(object fact) =>
        fact switch
        {
            EnquiryReceived e => this with { Support = e.SupportOrganisationId },
            CaseAccepted => this with { Accepted = true },
            AdviserAssigned e => this with { Adviser = e.Adviser },
            EnterpriseDiagnosed e => this with { HasBaseline = HasBaseline || e.Baseline },
            CaseReviewed e => this with { Made = Made.Add(e.Months) },
            CaseExited => this with { Over = true },
            _ => this,
        };
}

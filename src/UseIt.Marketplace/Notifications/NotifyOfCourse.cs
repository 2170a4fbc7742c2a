using System.Collections.Immutable;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Skills;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Tells that a course is closed: the advisers who enrolled those who are on it, or all of the organisation where one of these advises
/// there no more, and whoever teaches it. Who closed it knows. Neither this nor what is said holds who is on the course.
/// </summary>
public sealed record NotifyOfCourse(Guid Cause, Guid CourseId, Guid OrganisationId, Guid ClosedBy) : Message, IEffect;

public static class NotifyOfCourseHandler
{
    private static readonly string[] Teaching = [Roles.Adviser, Roles.ProgrammeManager, Roles.Member, Roles.BidManager];

    public static async Task Handle(
        NotifyOfCourse message,
        IDocumentStore store,
        NpgsqlDataSource database,
        Candidates candidates,
        LogReaders readers,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        // Who was enrolled a moment ago is in the view when it has come so far.
        await readers.WaitAsync(candidates, await database.CeilingAsync(cancel), TimeSpan.FromSeconds(10), cancel);
        var on = await candidates.OnCourseAsync(database, message.OrganisationId, message.CourseId, cancel);
        var enrolling = (await store.FetchAsync<EnrolledBy>(on.Select(c => c.CandidateId), cancel))
            .Select(c => c.State.Courses.GetValueOrDefault(message.CourseId))
            .ToHashSet();
        var advising = (await memberships.InAsync(message.OrganisationId, cancel))
            .Where(m => m.Roles.Contains(Roles.Adviser))
            .Select(m => m.Person)
            .ToHashSet();
        var told = new HashSet<Guid> { message.ClosedBy };
        foreach (var adviser in enrolling.IsSubsetOf(advising) ? enrolling : advising)
            if (told.Add(adviser))
                await NotifyMembersHandler.TellAsync(
                    About(message.OrganisationId, [Roles.Adviser], "course-closed"),
                    adviser,
                    database,
                    post,
                    cancel
                );
        if ((await store.FetchAsync<TaughtCourse>(message.CourseId, cancel)).State.Provider is { } provider)
            await NotifyMembersHandler.TellAllAsync(
                About(provider, Teaching, "taught-course-closed"),
                told,
                database,
                memberships,
                post,
                cancel
            );

        NotifyMembers About(Guid organisation, string[] roles, string kind) =>
            new(message.Cause, organisation, roles, kind, message.CourseId, $"/courses/{message.CourseId}");
    }
}

/// <summary>By whom somebody was enrolled on each course, the last time.</summary>
public sealed record EnrolledBy(ImmutableDictionary<Guid, Guid> Courses) : IState<EnrolledBy>
{
    public static EnrolledBy Empty { get; } = new(ImmutableDictionary<Guid, Guid>.Empty);

    public static string StreamType => "candidate";

    public EnrolledBy Evolve(object fact) => fact is CourseEnrolled e ? new EnrolledBy(Courses.SetItem(e.CourseId, e.By)) : this;
}

/// <summary>Who teaches a course, where it is here too.</summary>
public sealed record TaughtCourse(Guid? Provider) : IState<TaughtCourse>
{
    public static TaughtCourse Empty { get; } = new((Guid?)null);

    public static string StreamType => "course";

    public TaughtCourse Evolve(object fact) => fact is CourseOffered e ? new TaughtCourse(e.ProviderId) : this;
}

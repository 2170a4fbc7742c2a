using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>A course that leads on, and who has its places, by numbers.</summary>
public sealed record Course(CourseOffered? Offered, CourseEnd? End, ImmutableHashSet<Guid> Taken) : IState<Course>
{
    public static Course Empty { get; } = new(null, null, []);

    /// <summary>Somebody's place on a course: whoever knows the course alone cannot tell whose it is.</summary>
    public static Guid PlaceOf(Guid course, Guid candidate) => UuidV5.Of(Candidate.SubjectOf(candidate), $"course/{course}");

    public Course Evolve(object fact) =>
        fact switch
        {
            CourseOffered e => this with { Offered = e },
            CoursePlaceTaken e => this with { Taken = Taken.Add(e.PlaceId) },
            CoursePlaceFreed e => this with { Taken = Taken.Remove(e.PlaceId) },
            CourseClosed e => this with { End = e.Reason },
            _ => this,
        };
}

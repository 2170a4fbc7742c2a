using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Skills;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>A person and a vacancy are compared by profession, stage and place, and the reasons are told.</summary>
public sealed class MatchingTests
{
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly Guid Ise = Guid.CreateVersion7();
    private const string Ladywood = "E05011151";
    private const string Birmingham = "E08000025";
    private const string Sandwell = "E08000028";

    [Fact]
    public void what_somebody_has_and_lacks_is_told_as_far_as_the_stage_that_is_asked_for()
    {
        var doctor = Candidate("doctor", "doctor", StandingTests.Oet(new DateOnly(2026, 1, 1), "B", "B", "B", "B"));
        var match = Match.Of(doctor, Vacancy("doctor", "plab2", Birmingham), Today)!;
        Assert.False(match.Fits);
        Assert.Equal(["OET Medicine", "Lives in Ladywood, where it is"], match.Has);
        Assert.Equal(["Primary medical qualification accepted", "Qualification verified through EPIC", "PLAB 1", "PLAB 2"], match.Lacks);
        // Where less is asked for, less is lacking.
        Assert.True(Match.Of(doctor, Vacancy("doctor", "english", Birmingham), Today)!.Fits);
        Assert.True(Match.Of(doctor, Vacancy("doctor", null, Birmingham), Today)!.Fits);
    }

    [Fact]
    public void another_profession_is_no_match() =>
        Assert.Null(Match.Of(Candidate("nurse", "nurse"), Vacancy("midwife", null, Birmingham), Today));

    [Fact]
    public void far_away_and_soon_expired_are_told_and_decide_nothing()
    {
        var nurse = Candidate("nurse", "nurse", StandingTests.Oet(new DateOnly(2024, 7, 1), "B", "B", "B", "B"));
        var match = Match.Of(nurse, Vacancy("nurse", "english", Sandwell, new DateOnly(2026, 9, 1)), Today)!;
        Assert.True(match.Fits);
        Assert.False(match.Near);
        Assert.Equal(
            ["English test expires after Wednesday 1 July 2026, before it begins", "Lives in Ladywood, it is in Sandwell"],
            match.Mind
        );
    }

    [Fact]
    public void who_lacks_least_comes_first_and_near_before_far()
    {
        var (none, near, far) = (
            Candidate("nurse", "nurse"),
            Candidate("nurse", "nurse", StandingTests.Oet(new DateOnly(2026, 1, 1), "B", "B", "B", "B")),
            Candidate("nurse", "nurse", StandingTests.Oet(new DateOnly(2026, 1, 1), "B", "B", "B", "B")) with
            {
                PlaceCode = Sandwell,
            }
        );
        Assert.Equal(
            [near.CandidateId, far.CandidateId, none.CandidateId],
            Matching
                .Ranked([none, far, near], c => Match.Of(c, Vacancy("nurse", "english", Birmingham), Today))
                .Select(m => m.Of.CandidateId)
        );
    }

    [Fact]
    public void nothing_but_attainment_profession_and_place_changes_a_match()
    {
        var plain = Candidate("nurse", "nurse");
        var other = plain with
        {
            Name = new Protected(Guid.NewGuid(), "", ""),
            ReferredBy = ReferralSource.JobCentre,
            Barriers = [BarrierKind.Language, BarrierKind.Housing],
            Programme = "Another",
            NoticeGivenOn = new DateOnly(2020, 1, 1),
        };
        var vacancy = Vacancy("nurse", "cbt", Birmingham);
        var (first, second) = (Match.Of(plain, vacancy, Today)!, Match.Of(other, vacancy, Today)!);
        Assert.Equal(first.Has, second.Has);
        Assert.Equal(first.Lacks, second.Lacks);
        Assert.Equal(first.Mind, second.Mind);
    }

    private static CandidateRow Candidate(string pathway, string profession, params object[] facts) =>
        new(
            Guid.CreateVersion7(),
            Ise,
            PathwayRules.IdOf(Ise, pathway),
            Today,
            profession,
            Ladywood,
            null,
            ReferralSource.Themselves,
            Today,
            null,
            facts.Aggregate(Attainment.None, (a, f) => a.After(f)),
            [],
            [],
            [],
            [],
            new Firsts(DateTimeOffset.UnixEpoch, [], null, null),
            null,
            false,
            null
        );

    private static VacancyRow Vacancy(string profession, string? stage, string place, DateOnly? from = null) =>
        new(
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            "Attachment",
            profession,
            VacancyKind.Placement,
            place,
            from ?? Today,
            1,
            stage,
            DateTimeOffset.UnixEpoch,
            null,
            []
        );
}

using System.Text;
using OtpNet;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>Codes of an authenticator app, and what is decided about them.</summary>
public sealed class AuthenticatorTests
{
    private static readonly string Secret = Base32Encoding.ToString(Encoding.ASCII.GetBytes("12345678901234567890"));
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Person = Guid.CreateVersion7();
    private static readonly Guid Id = SecondFactor.IdOf(Person);
    private static readonly Protected Sealed = new(Person, "", "");
    private static readonly ShowSecondFactor Show = new(Person, "123456");

    private static readonly object[] Enrolled =
    [
        new AuthenticatorEnrolled(Id, Person, Sealed, 100),
        new RecoveryCodesMade(Id, Person, ["one", "two"]),
    ];

    // RFC 6238, appendix B; the table has eight digits, of which the last six are what an app with six shows.
    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    public void the_codes_of_rfc_6238(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code[2..], Authenticator.CodeOf(Secret, at));
        Assert.Equal(seconds / 30, Authenticator.StepOf(Secret, code[2..], at));
    }

    [Fact]
    public void a_clock_may_be_one_step_off_either_way_and_no_more()
    {
        var step = Now.ToUnixTimeSeconds() / 30;
        foreach (var off in new[] { -1, 0, 1 })
            Assert.Equal(step + off, Authenticator.StepOf(Secret, Authenticator.CodeOf(Secret, Now.AddSeconds(30 * off)), Now));
        foreach (var off in new[] { -2, 2 })
            Assert.Null(Authenticator.StepOf(Secret, Authenticator.CodeOf(Secret, Now.AddSeconds(30 * off)), Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    public void what_is_no_code_is_none(string typed) => Assert.Null(Authenticator.StepOf(Secret, typed, Now));

    [Fact]
    public void a_key_that_is_no_secret_gives_no_code()
    {
        foreach (var secret in new[] { "", "AAAA", "not base32!", "0189" })
            Assert.False(Authenticator.IsSecret(secret));
        Assert.True(Authenticator.IsSecret(Authenticator.NewSecret()));
    }

    [Fact]
    public void the_picture_is_drawn_without_anything_the_content_policy_refuses()
    {
        var picture = Authenticator.PictureOf(Authenticator.AddressOf(Secret, "amina@example.org"));
        Assert.StartsWith("<svg", picture.TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain("style", picture, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("script", picture, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void a_code_counts_once_and_never_one_from_before_it()
    {
        Decide(Read(101), Enrolled).Facts(new SecondFactorShown(Id, Person, FactorMeans.Authenticator, Step: 101));
        Decide(Read(100), Enrolled).Refused("second-factor-used");
        Decide(Read(99), Enrolled).Refused("second-factor-used");
        object[] shown = [.. Enrolled, new SecondFactorShown(Id, Person, FactorMeans.Authenticator, Step: 101)];
        Decide(Read(101), shown).Refused("second-factor-used");
    }

    [Fact]
    public void a_recovery_code_counts_once()
    {
        var fact = new SecondFactorShown(Id, Person, FactorMeans.RecoveryCode, Digest: "two");
        Decide(Read(null, "two"), Enrolled).Facts(fact);
        Decide(Read(null, "two"), [.. Enrolled, fact]).Refused("second-factor-wrong");
    }

    [Fact]
    public void five_wrong_ones_close_it_for_a_while_longer_each_time_and_a_right_one_begins_anew()
    {
        List<object> facts = [.. Enrolled];
        var closed = new List<TimeSpan>();
        for (var n = 1; n <= 20; n++)
        {
            var at = Given(facts).LockedUntil ?? Now;
            var decision = ShowSecondFactorHandler.Handle(Show, Given(facts), Read(null), at);
            var failed = Assert.IsType<SecondFactorFailed>(Assert.Single(decision.Events));
            Assert.Equal(n % 5 == 0 ? "second-factor-locked" : "second-factor-wrong", Assert.Single(decision.Refusals).Code);
            facts.Add(failed);
            if (failed.LockedUntil is { } until)
            {
                closed.Add(until - at);
                // While it is closed not even a right one is looked at, and nothing more is recorded.
                var refused = ShowSecondFactorHandler.Handle(Show, Given(facts), Read(101), until.AddSeconds(-90));
                Assert.Equal(90L, FactorRefusals.LockedFor(refused.Refusals));
                Assert.Empty(refused.Events);
            }
        }
        Assert.Equal([TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(1)], closed);
        facts.Add(new SecondFactorShown(Id, Person, FactorMeans.Authenticator, Step: 101));
        Assert.Equal((0, null), (Given(facts).Failures, Given(facts).LockedUntil));
    }

    [Fact]
    public void a_first_factor_takes_a_fresh_sign_in_and_every_other_change_the_factor_there_is()
    {
        var stale = Somebody with { ProvenSince = TimeSpan.FromMinutes(11) };
        Enrol(stale).Refused("sign-in-again");
        Enrol(Somebody with { ProvenSince = null }).Refused("sign-in-again");
        Enrol(Somebody, Enrolled).Refused("second-factor-needed");
        Enrol(stale with { FactorSince = TimeSpan.FromMinutes(9) }, Enrolled).Facts(new AuthenticatorEnrolled(Id, Person, Sealed, 7));
        Spec.Given<SecondFactor>(Enrolled)
            .When(f => RemoveAuthenticatorHandler.Handle(new(Person), f, Somebody with { FactorSince = TimeSpan.FromMinutes(11) }))
            .Refused("second-factor-needed");
        Spec.Given<SecondFactor>(Enrolled)
            .When(f => MakeRecoveryCodesHandler.Handle(new(Person), f, new(["A"], ["a"]), Somebody))
            .Refused("second-factor-needed");
    }

    [Fact]
    public void one_administrator_proposes_and_another_takes_a_lost_factor_away_and_neither_is_the_person()
    {
        var (ada, ben) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var proposed = new FactorResetProposed(Id, Person, "Seen her passport", ada, Now.AddDays(7));
        Propose(ada, "Seen her passport", Enrolled).Facts(proposed);
        Propose(ada, " ", Enrolled).Refused("reason-missing");
        Propose(Person, "It is me", Enrolled).Refused("factor-reset-yourself");
        Propose(ada, "?").Refused("second-factor-none");
        object[] waiting = [.. Enrolled, proposed];
        Confirm(ben, Now, Enrolled).Refused("factor-reset-not-proposed");
        Confirm(ada, Now, waiting).Refused("second-administrator-needed");
        Confirm(Person, Now, waiting).Refused("factor-reset-yourself");
        Confirm(ben, Now.AddDays(8), waiting).Refused("factor-reset-not-proposed");
        Confirm(ben, Now, waiting).Facts(new SecondFactorReset(Id, Person, ada, ben));
        Assert.False(Given([.. waiting, new SecondFactorReset(Id, Person, ada, ben)]).IsEnrolled);
    }

    private static Actor Somebody => new(Person, null, new HashSet<string>(), "none") { ProvenSince = TimeSpan.FromMinutes(1) };

    private static ShowSecondFactorHandler.Read Read(long? step, string digest = "none") => new(step, digest);

    private static SecondFactor Given(IEnumerable<object> facts) =>
        facts.Aggregate(SecondFactor.Empty, (state, fact) => state.Evolve(fact));

    private static Then Decide(ShowSecondFactorHandler.Read read, params object[] facts) =>
        Spec.Given<SecondFactor>(facts).When(f => ShowSecondFactorHandler.Handle(Show, f, read, Now));

    private static Then Enrol(Actor actor, params object[] facts) =>
        Spec.Given<SecondFactor>(facts)
            .When(f => EnrolAuthenticatorHandler.Handle(new(Person, Secret, "1"), f, new(Sealed, 7, new(["A"], ["a"])), actor));

    private static Then Propose(Guid by, string reason, params object[] facts) =>
        Spec.Given<SecondFactor>(facts)
            .When(f => ProposeFactorResetHandler.Handle(new(Person, reason), f, Somebody with { Person = by }, Now));

    private static Then Confirm(Guid by, DateTimeOffset now, params object[] facts) =>
        Spec.Given<SecondFactor>(facts).When(f => ConfirmFactorResetHandler.Handle(new(Person), f, Somebody with { Person = by }, now));
}

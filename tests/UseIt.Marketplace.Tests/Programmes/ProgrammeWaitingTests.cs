using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;

namespace UseIt.Marketplace.Tests.Programmes;

public sealed class ProgrammeWaitingTests
{
    private static readonly Guid Lead = Guid.NewGuid();
    private static readonly Guid Partner = Guid.NewGuid();
    private static readonly Guid Part = Guid.NewGuid();
    private static readonly DateOnly Today = new(2026, 11, 30);
    private static readonly Quarter Second = new(2026, 2);
    private static readonly Quarter Third = new(2026, 3);

    private static ProgrammeRow Programme(
        IReadOnlyList<ListedReturn>? returns = null,
        IReadOnlyList<ListedClaim>? claims = null,
        DateOnly? left = null,
        Guid? owner = null,
        IReadOnlyList<ListedPromise>? promises = null
    ) =>
        new(
            Guid.NewGuid(),
            Lead,
            "Hospital at the heart",
            "West",
            new DateOnly(2026, 4, 1),
            new DateOnly(2028, 3, 31),
            [Lead, Partner],
            [new ListedPartner(Part, "The university", Partner, new DateOnly(2026, 5, 1), left, owner, promises ?? [])],
            returns ?? [],
            claims ?? [],
            []
        );

    private static Actor Of(Guid organisation, params string[] roles) =>
        Actor.Anonymous with
        {
            Person = Guid.NewGuid(),
            Organisation = organisation,
            Roles = roles.ToHashSet(),
        };

    private static string[] Said(ProgrammeRow programme, Actor who) =>
        [.. ProgrammeWaiting.Of(programme, who, who.Organisation!.Value, Today).Select(t => t.What)];

    private static ListedReturn Return(Quarter quarter, ReturnState state) => new(Part, quarter.ToString(), state);

    [Fact]
    public void a_partner_is_told_which_quarters_it_has_not_returned()
    {
        var partner = Of(Partner, Roles.ContractManager);
        Assert.Equal(["Return what you did in 2 quarters, first 2026-Q2"], Said(Programme(), partner));
        Assert.Equal(["Return what you did in 2026-Q3"], Said(Programme([Return(Second, ReturnState.Submitted)]), partner));
        Assert.Equal(
            ["Mend and sign the return for 2026-Q2"],
            Said(Programme([Return(Second, ReturnState.SentBack), Return(Third, ReturnState.Accepted)]), partner)
        );
        Assert.Empty(Said(Programme([Return(Second, ReturnState.Accepted), Return(Third, ReturnState.Submitted)]), partner));
    }

    [Fact]
    public void who_left_owes_nothing_for_what_came_after() =>
        Assert.Equal(
            ["Return what you did in 2026-Q2"],
            Said(Programme(left: new DateOnly(2026, 7, 1)), Of(Partner, Roles.ContractManager))
        );

    [Fact]
    public void the_lead_is_told_of_returns_to_check_and_the_next_claim()
    {
        var lead = Of(Lead, Roles.ProgrammeManager);
        Assert.Equal(
            ["Check a partner’s return", "Name a senior sponsor at The university", "Make the claim for 2026-Q2"],
            Said(Programme([Return(Second, ReturnState.Submitted), Return(Third, ReturnState.SentBack)]), lead)
        );
        Assert.Equal(
            ["Check 2 partners’ returns", "Name a senior sponsor at The university", "Make the claim for 2026-Q3"],
            Said(
                Programme(
                    [Return(Second, ReturnState.Submitted), Return(Third, ReturnState.Submitted)],
                    [new ListedClaim(Guid.NewGuid(), Second.ToString(), default, 1, 0, 0)]
                ),
                lead
            )
        );
        var sponsored = Programme([Return(Second, ReturnState.Submitted), Return(Third, ReturnState.SentBack)]);
        sponsored = sponsored with { Partners = [.. sponsored.Partners.Select(p => p with { Sponsored = true })] };
        Assert.Equal(["Check a partner’s return", "Make the claim for 2026-Q2"], Said(sponsored, lead));
        Assert.Empty(Said(Programme(), Of(Lead, Roles.ContractManager)));
    }

    [Fact]
    public void promises_that_fall_due_wait_for_who_keeps_in_touch()
    {
        var owner = Of(Lead, Roles.ProgrammeManager);
        var programme = Programme(
            owner: owner.Person,
            promises:
            [
                new ListedPromise(Guid.NewGuid(), true, "A room", Today.AddDays(30)),
                new ListedPromise(Guid.NewGuid(), false, "A letter", Today.AddDays(-3)),
                new ListedPromise(Guid.NewGuid(), false, "A visit", Today.AddDays(31)),
            ]
        );
        Assert.Equal(
            ["See whether The university kept a promise", "Keep a promise to The university"],
            Said(programme, owner).Where(w => w.Contains("promise", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(Said(programme, Of(Lead, Roles.ProgrammeManager)), w => w.Contains("promise", StringComparison.Ordinal));
    }
}

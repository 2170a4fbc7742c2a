namespace UseIt.Marketplace.Values;

/// <summary>The workforce a disclosure check (DBS) was made for.</summary>
public enum DisclosureRole
{
    /// <summary>Work with children.</summary>
    ChildWorkforce,

    /// <summary>Work with adults at risk.</summary>
    AdultWorkforce,

    /// <summary>Work with both.</summary>
    ChildAndAdultWorkforce,

    /// <summary>Work with neither that needs a check, such as security or a court.</summary>
    OtherWorkforce,
}

/// <summary>What came of the check. What a certificate says is kept nowhere.</summary>
public enum DisclosureOutcome
{
    /// <summary>The person may do this work.</summary>
    Suitable,

    /// <summary>The person may not do this work.</summary>
    NotSuitable,
}

/// <summary>A disclosure check (DBS): for which role, what came of it, and the day. Never a certificate or what it tells.</summary>
public sealed record Disclosure(DisclosureRole Role, DisclosureOutcome Outcome, DateOnly On)
{
    /// <summary>The checks of a person with another: what is recorded last of a role counts.</summary>
    public static IReadOnlyList<Disclosure> With(IReadOnlyList<Disclosure> known, Disclosure another) =>
        [.. known.Where(d => d.Role != another.Role), another];

    /// <summary>A role as people say it.</summary>
    public static string Called(DisclosureRole role) =>
        role switch
        {
            DisclosureRole.ChildWorkforce => "Work with children",
            DisclosureRole.AdultWorkforce => "Work with adults at risk",
            DisclosureRole.ChildAndAdultWorkforce => "Work with children and with adults at risk",
            _ => "Other work that needs a check",
        };

    /// <summary>An outcome as people say it.</summary>
    public static string Called(DisclosureOutcome outcome) =>
        outcome == DisclosureOutcome.Suitable ? "May do this work" : "May not do this work";
}

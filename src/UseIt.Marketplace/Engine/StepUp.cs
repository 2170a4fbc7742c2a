using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>An act that is done only for whoever has shown a second factor within the last minutes: opening, approving, signing.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsSecondFactorAttribute : Attribute;

/// <summary>An act that somebody has to have decided: no service account does it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ByPeopleAttribute : Attribute;

/// <summary>
/// Holds the acts that need it to a second factor. There is no setting to be without one: it is not asked for in a demonstration on
/// somebody's own machine, which nobody else reaches, and in a store of tests.
/// </summary>
public sealed class StepUp(Settings settings, NpgsqlDataSource database)
{
    /// <summary>How long a factor that was shown is good for.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromMinutes(10);

    public static bool Asks(Type command) => command.IsDefined(typeof(NeedsSecondFactorAttribute), false);

    /// <summary>Whether only people do it; what takes a second factor they alone can do.</summary>
    public static bool IsForPeople(Type command) => Asks(command) || command.IsDefined(typeof(ByPeopleAttribute), false);

    /// <summary>Whether the factor stands that an actor has shown.</summary>
    public static bool IsShownBy(Actor actor) => actor.FactorSince <= Holds;

    public async ValueTask<bool> IsMissingAsync(ICommand command, Actor actor, CancellationToken cancel) =>
        !actor.IsSystem && Asks(command.GetType()) && !IsShownBy(actor) && await IsAskedForAsync(cancel);

    /// <summary>Whether this installation asks at all.</summary>
    public async ValueTask<bool> IsAskedForAsync(CancellationToken cancel) =>
        settings.SecondFactorInDemo
        || await StoreMark.ReadAsync(database, cancel) is var mark && !(mark.IsTest || mark.IsDemo && settings.Embedded);
}

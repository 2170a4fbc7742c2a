using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Support;

/// <summary>
/// What an adviser's list says of an enterprise: its legal form, and since when it is registered. It is no word of the enterprise's own,
/// and proves nothing: whoever counts it as new has seen the register.
/// </summary>
public sealed record DeclareEnterprise(Guid CaseId, string? LegalForm, DateOnly? RegisteredOn, Guid ImportId) : Message, ICommand;

public static class DeclareEnterpriseHandler
{
    public static readonly Refusal NothingSaid = new("nothing-said", "legalForm", "Say the legal form or the day of registration");
    public static readonly Refusal InTheFuture = new(
        "registered-in-future",
        "registeredOn",
        "The day of registration cannot be in the future"
    );
    public static readonly Refusal SaidOtherwise = new(
        "enterprise-said-otherwise",
        null,
        "Another row, or an earlier file, says another legal form or day of registration of this enterprise. Correct the one that is wrong"
    );

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(DeclareEnterprise command, Case @case, DateTimeOffset now)
    {
        if (!@case.IsOpen)
            return CaseAccess.Closed;
        var form = string.IsNullOrWhiteSpace(command.LegalForm) ? null : command.LegalForm.Trim();
        if (form is null && command.RegisteredOn is null)
            return NothingSaid;
        if (command.RegisteredOn > UkTime.DayOf(now))
            return InTheFuture;
        if (
            Differ(@case.LegalForm, form, StringComparison.OrdinalIgnoreCase)
            || @case.RegisteredOn is { } day && command.RegisteredOn is { } said && day != said
        )
            return SaidOtherwise;
        var (whole, since) = (@case.LegalForm ?? form, @case.RegisteredOn ?? command.RegisteredOn);
        return (whole, since) == (@case.LegalForm, @case.RegisteredOn)
            ? Decision.Nothing
            : Decision.On<Case>(command.CaseId, new EnterpriseDeclared(command.CaseId, @case.Organisation, whole, since, command.ImportId));
    }

    private static bool Differ(string? one, string? other, StringComparison how) =>
        one is not null && other is not null && !one.Equals(other, how);
}

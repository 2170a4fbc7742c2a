using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>What the programme is to reach of one indicator, and by when.</summary>
public sealed record SetProgrammeTarget(Guid ProgrammeId, string Indicator, decimal Value, DateOnly By) : Message, ICommand;

public static class SetProgrammeTargetHandler
{
    public static readonly Refusal ValueWrong = new("value-wrong", "value", "Enter a number above 0");
    public static readonly Refusal ByMissing = new("by-missing", "by", "Enter the day it is to be reached by");
    public static readonly Refusal ByWrong = new("by-out-of-time", "by", "Enter a day after the programme begins");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(SetProgrammeTarget command, Programme programme)
    {
        List<Refusal> wrong = [];
        if (programme.Indicators.All(i => i.Code != command.Indicator))
            wrong.Add(ProgrammeAccess.NoIndicator);
        if (command.Value <= 0)
            wrong.Add(ValueWrong);
        if (command.By == default)
            wrong.Add(ByMissing);
        else if (command.By <= programme.From || !ProgrammeAccess.IsInItsTime(command.By))
            wrong.Add(ByWrong);
        var target = new Target(command.Indicator, command.Value, command.By);
        return wrong.Count > 0 ? Decision.Refuse([.. wrong])
            : programme.Targets.Contains(target) ? Decision.Nothing
            : Decision.On<Programme>(
                command.ProgrammeId,
                new ProgrammeTargetSet(command.ProgrammeId, command.Indicator, command.Value, command.By)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetProgrammeTarget>("POST", "/api/v1/programmes/{programmeId}/targets", ProgrammeAccess.Leads);
}

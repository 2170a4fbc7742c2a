using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>Proposes a bridge: one macro and one micro asset for one specific need. Whoever proposes it brokers it.</summary>
public sealed record ProposeBridge(
    [property: NewId] Guid BridgeId,
    Guid SupportOrganisationId,
    Guid MacroAssetId,
    Guid MicroAssetId,
    string Need,
    DateOnly? By = null
) : Message, ICommand;

public static class ProposeBridgeHandler
{
    public static readonly Refusal NoMacro = new("macro-missing", "macroAssetId", "Choose a macro asset of your map");
    public static readonly Refusal NoMicro = new("micro-missing", "microAssetId", "Choose a micro asset of your map");
    public static readonly Refusal NeedMissing = new("need-missing", "need", "Say which one need the bridge is for");
    public static readonly Refusal ByPast = new("by-past", "by", "Enter a day in the future, or none");

    public static Access Authorise(Actor actor, ProposeBridge command) => AssetAccess.ForKeeper(actor, command.SupportOrganisationId);

    public static Decision Handle(
        ProposeBridge command,
        Stream<Bridge> bridge,
        CommunityAsset macroAsset,
        CommunityAsset microAsset,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (bridge.Exists)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (!Fits(macroAsset, AssetScale.Macro))
            wrong.Add(NoMacro);
        if (!Fits(microAsset, AssetScale.Micro))
            wrong.Add(NoMicro);
        if (string.IsNullOrWhiteSpace(command.Need))
            wrong.Add(NeedMissing);
        if (command.By <= UkTime.DayOf(now))
            wrong.Add(ByPast);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Bridge>(
                command.BridgeId,
                new BridgeProposed(
                    command.BridgeId,
                    command.SupportOrganisationId,
                    command.MacroAssetId,
                    command.MicroAssetId,
                    command.Need.Trim(),
                    command.By,
                    actor.Person
                )
            );

        bool Fits(CommunityAsset asset, AssetScale scale) =>
            asset.SupportOrganisation == command.SupportOrganisationId && asset.Scale == scale && !asset.OffMap;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeBridge>("POST", "/api/v1/bridges", AssetAccess.Keepers, creates: "bridgeId");
}

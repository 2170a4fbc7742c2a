using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What can happen on the way of an asset of community value.</summary>
public enum CommunityValueStep
{
    Nominated,
    Listed,
    NotListed,
    DisposalNotice,
    BidRequested,
}

/// <summary>What happened to an asset of community value, and on which day the council received or decided it.</summary>
public sealed record RecordCommunityValue(Guid AssetId, CommunityValueStep Step, DateOnly On, string Words = "") : Message, ICommand;

public static class RecordCommunityValueHandler
{
    public static readonly Refusal NotNominated = new("community-value-not-nominated", "step", "Record the nomination first");
    public static readonly Refusal DecidedAlready = new("community-value-decided", "step", "The council has decided about this nomination");
    public static readonly Refusal NotListed = new("community-value-not-listed", "step", "It is not listed, so a notice has no effect");
    public static readonly Refusal NoNotice = new("community-value-no-notice", "step", "Record the owner’s notice first");
    public static readonly Refusal Earlier = new("community-value-earlier", "on", "Enter a day on or after the step before it");
    public static readonly Refusal WordsMissing = new("words-missing", "words", "Say who, or why; no names of people");

    public static Access Authorise(Actor actor, CommunityAsset asset) => AssetAccess.ForKeeper(actor, asset.SupportOrganisation);

    public static Decision Handle(RecordCommunityValue command, CommunityAsset asset, DateTimeOffset now)
    {
        if (asset.OffMap)
            return AssetAccess.OffMap;
        var value = asset.Value;
        List<Refusal> wrong = [];
        var before = command.Step switch
        {
            CommunityValueStep.Listed or CommunityValueStep.NotListed => value.Nominated,
            CommunityValueStep.DisposalNotice => value.Decided,
            CommunityValueStep.BidRequested => value.Notice,
            _ => null,
        };
        if (
            command.Step switch
            {
                CommunityValueStep.Listed or CommunityValueStep.NotListed when value.Nominated is null => NotNominated,
                CommunityValueStep.Listed or CommunityValueStep.NotListed when value.Decided is not null => DecidedAlready,
                CommunityValueStep.DisposalNotice when value.Listed != true => NotListed,
                CommunityValueStep.BidRequested when value.Notice is null => NoNotice,
                _ => null,
            } is
            { } order
        )
            wrong.Add(order);
        if (!AssetAccess.HasBeen(command.On, now))
            wrong.Add(AssetAccess.DayWrong);
        else if (command.On < before)
            wrong.Add(Earlier);
        var words = command.Words?.Trim() ?? "";
        if (command.Step != CommunityValueStep.DisposalNotice && words.Length == 0)
            wrong.Add(WordsMissing);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var (id, support) = (command.AssetId, asset.SupportOrganisation);
        return Decision.On<CommunityAsset>(
            id,
            command.Step switch
            {
                CommunityValueStep.Nominated => new CommunityValueNominated(id, support, words, command.On),
                CommunityValueStep.DisposalNotice => new DisposalNoticeReceived(id, support, command.On),
                CommunityValueStep.BidRequested => new CommunityBidRequested(id, support, words, command.On),
                _ => (object)new CommunityValueDecided(id, support, command.Step == CommunityValueStep.Listed, words, command.On),
            }
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordCommunityValue>("POST", "/api/v1/assets/{assetId}/community-value", AssetAccess.Keepers);
}

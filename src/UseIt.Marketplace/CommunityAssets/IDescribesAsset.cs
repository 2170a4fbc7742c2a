using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>A form that says what is known of an asset.</summary>
public interface IDescribesAsset
{
    AssetCondition? Condition { get; }
    string? Use { get; }
    string? Opportunity { get; }
    string? Source { get; }

    static readonly Refusal NotChosen = new("condition-missing", "condition", "Choose what state it is in");

    AssetDescription Description =>
        new(Condition ?? default, Use ?? "", string.IsNullOrWhiteSpace(Opportunity) ? null : Opportunity.Trim(), Source ?? "");

    /// <summary>"description.use" is Use on a form, "place.ward" Ward.</summary>
    static string Field(string field) => field[(field.LastIndexOf('.') + 1)..];
}

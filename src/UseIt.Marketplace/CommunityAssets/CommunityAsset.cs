using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>An asset as decisions need to know it.</summary>
public sealed record CommunityAsset(Guid SupportOrganisation, AssetScale Scale, AssetKind Kind, bool OffMap, bool Agreed)
    : IState<CommunityAsset>
{
    public static CommunityAsset Empty { get; } = new(Guid.Empty, default, default, OffMap: false, Agreed: false);

    public AssetDescription? Description { get; init; }

    /// <summary>Whether somebody has said more of it since it was mapped: then no import takes it away again.</summary>
    public bool LivesOn { get; init; }
    public CommunityValueFacts Value { get; init; } = new(null, null, null, null, null);

    public CommunityAsset Evolve(object fact) =>
        fact switch
        {
            AssetMapped e => this with
            {
                SupportOrganisation = e.SupportOrganisationId,
                Scale = e.Scale,
                Kind = e.Kind,
                Description = e.Description,
            },
            AssetDescribed e => this with { Description = e.Description, LivesOn = true },
            AssetPublicityAgreed => this with { Agreed = true, LivesOn = true },
            AssetPublicityWithdrawn => this with { Agreed = false },
            AssetTakenOffMap => this with { OffMap = true },
            _ => Value.After(fact) is { } value ? this with { Value = value, LivesOn = true } : this,
        };
}

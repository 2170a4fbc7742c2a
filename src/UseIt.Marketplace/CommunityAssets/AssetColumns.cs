using UseIt.Marketplace.Imports;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What a column of assets can say.</summary>
public enum AssetField
{
    Name,
    Scale,
    Kind,
    Ward,
    Ownership,
    Owner,
    Condition,
    Use,
    Opportunity,
    Source,
    Latitude,
    Longitude,
    People,
    Sensitive,
}

/// <summary>What the columns of such a sheet are called.</summary>
public static class AssetColumns
{
    public static SheetColumns<AssetField> All { get; } =
        new([
            (AssetField.Name, "Name of the asset", ["name", "asset", "asset name", "title", "building", "site"]),
            (AssetField.Scale, "Macro or micro", ["scale", "macro or micro", "macro micro", "size"]),
            (AssetField.Kind, "What it is", ["kind", "type", "asset type", "category", "what it is"]),
            (AssetField.Ward, "Ward", ["ward", "place", "where", "area", "location", "neighbourhood", "district"]),
            (AssetField.Ownership, "Whose it is", ["ownership", "owner type", "type of owner", "whose it is"]),
            (AssetField.Owner, "Name of the owner", ["owner", "owner name", "name of owner", "owned by"]),
            (AssetField.Condition, "What state it is in", ["condition", "state", "status"]),
            (AssetField.Use, "What it is used for", ["use", "used for", "current use", "what it is used for"]),
            (AssetField.Opportunity, "What it could be", ["opportunity", "potential", "could be", "idea"]),
            (AssetField.Source, "Where this is known from", ["source", "known from", "recorded by", "evidence"]),
            (AssetField.Latitude, "Latitude", ["latitude", "lat"]),
            (AssetField.Longitude, "Longitude", ["longitude", "long", "lon", "lng"]),
            (AssetField.People, "How many people", ["people", "number of people", "how many people"]),
            (AssetField.Sensitive, "Sensitive", ["sensitive", "keep off the public map", "confidential"]),
        ]);
}

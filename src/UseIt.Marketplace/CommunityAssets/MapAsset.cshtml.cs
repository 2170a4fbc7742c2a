using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class MapAssetPage(AssetRooms rooms) : AssetsPage(rooms), IDescribesAsset
{
    public static readonly Refusal ScaleMissing = new("scale-missing", "scale", "Choose how large it is");
    public static readonly Refusal KindMissing = new("kind-missing", "kind", "Choose what it is");
    public static readonly Refusal OwnershipMissing = new("ownership-missing", "ownership", "Choose whose it is");

    [BindProperty]
    public Guid AssetId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public AssetScale? Scale { get; set; }

    [BindProperty]
    public AssetKind? Kind { get; set; }

    [BindProperty, Display(Name = "The number of people")]
    public int? People { get; set; }

    [BindProperty]
    public AssetOwnership? Ownership { get; set; }

    [BindProperty]
    public string? OwnerName { get; set; }

    [BindProperty]
    public string? Ward { get; set; }

    [BindProperty]
    public string? WardWords { get; set; }

    [BindProperty]
    public decimal? Latitude { get; set; }

    [BindProperty]
    public decimal? Longitude { get; set; }

    [BindProperty]
    public AssetCondition? Condition { get; set; }

    [BindProperty]
    public string? Use { get; set; }

    [BindProperty]
    public string? Opportunity { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public bool Sensitive { get; set; }

    public void OnGet() => AssetId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        if (this.Finds())
            return Page();
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(Name))
            wrong.Add(MapAssetHandler.NameMissing);
        if (Scale is null)
            wrong.Add(ScaleMissing);
        if (Kind is null)
            wrong.Add(KindMissing);
        if (Ownership is null)
            wrong.Add(OwnershipMissing);
        var ward = Pick.Place.Read(string.IsNullOrWhiteSpace(Ward) ? [] : [Ward], WardWords, nameof(Ward), wrong);
        if (ward.Count != 1 && !wrong.Exists(w => w.Field == nameof(Ward)))
            wrong.Add(MapAssetHandler.WardUnknown with { Field = nameof(Ward) });
        if (Condition is null)
            wrong.Add(IDescribesAsset.NotChosen);
        var description = ((IDescribesAsset)this).Description;
        wrong.AddRange(DescribeAssetHandler.Wrong(description).Select(w => w with { Field = IDescribesAsset.Field(w.Field!) }));
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new MapAsset(
                    AssetId,
                    Own,
                    Scale!.Value,
                    Kind!.Value,
                    Name!,
                    Ownership!.Value,
                    new AssetPlace(ward[0], null, Latitude, Longitude),
                    description,
                    Sensitive,
                    OwnerName: Ownership == AssetOwnership.NaturalPerson ? OwnerName : null,
                    People: Kind == AssetKind.Human ? People : null
                ),
                "It is on the map",
                $"/assets/{AssetId}",
                IDescribesAsset.Field
            );
    }
}

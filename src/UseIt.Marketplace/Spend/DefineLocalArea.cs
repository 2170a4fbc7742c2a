using System.Text.RegularExpressions;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>What a buyer calls local: postcode areas (B), districts (B18) or sectors (B18 7), under a name it publishes.</summary>
public sealed record DefineLocalArea(Guid BuyerId, string Name, IReadOnlyList<string> Postcodes) : Message, ICommand
{
    public Guid SpendLedgerId => SpendLedger.IdOf(BuyerId);
}

public static partial class DefineLocalAreaHandler
{
    public static readonly Refusal NameMissing = new("area-name-missing", "name", "Enter what the area is called");
    public static readonly Refusal PostcodesMissing = new("area-empty", "postcodes", "Enter at least one beginning of a postcode");

    public static Refusal PostcodeWrong(string postcode) =>
        new(
            "area-postcode-wrong",
            "postcodes",
            $"“{postcode}” is no beginning of a postcode. Enter an area such as B, a district such as B18, or a sector such as B18 7"
        );

    public static Access Authorise(Actor actor, DefineLocalArea command) => actor.On(command.BuyerId, Roles.ContractManager);

    public static Decision Handle(DefineLocalArea command, SpendLedger spendLedger, SpendingBuyer buyer)
    {
        if (!buyer.Buys)
            return TakeInPaidInvoicesHandler.NoBuyer;
        List<Refusal> refusals = [];
        if (string.IsNullOrWhiteSpace(command.Name))
            refusals.Add(NameMissing);
        string[] postcodes = [.. (command.Postcodes ?? []).Select(Normal).Where(p => p.Length > 0).Distinct()];
        if (postcodes.Length == 0)
            refusals.Add(PostcodesMissing);
        refusals.AddRange(postcodes.Where(p => !Beginning().IsMatch(p)).Take(1).Select(PostcodeWrong));
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        var name = command.Name.Trim();
        return spendLedger.Area is { } area && area.Name == name && area.Postcodes.SequenceEqual(postcodes)
            ? Decision.Nothing
            : Decision.On<SpendLedger>(
                command.SpendLedgerId,
                new LocalAreaDefined(command.SpendLedgerId, command.BuyerId, name, postcodes)
            );
    }

    private static string Normal(string? postcode) =>
        string.Join(' ', (postcode ?? "").ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("^[A-Z]{1,2}([0-9][0-9A-Z]?( [0-9])?)?$")]
    private static partial Regex Beginning();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DefineLocalArea>("POST", "/api/v1/buyers/{buyerId}/local-area", SpendAccess.Keepers);
}

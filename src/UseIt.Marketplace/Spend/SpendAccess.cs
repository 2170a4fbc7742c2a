using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>Who keeps a ledger: suppliers' names may be people's, so nobody else reads its lines.</summary>
public static class SpendAccess
{
    public const string Who = "the buyer's contract manager";

    public static AllowedTo Keepers { get; } = AllowedTo.Role(Who, Roles.ContractManager);
}

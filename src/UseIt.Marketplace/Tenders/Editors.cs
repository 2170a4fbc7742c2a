using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Who may use the endpoints of a buyer; the commands decide the rest.</summary>
internal static class Editors
{
    public static AllowedTo Author { get; } = AllowedTo.Role("a buyer's author", Roles.Author);
    public static AllowedTo Approver { get; } = AllowedTo.Role("a buyer's approver", Roles.Approver);
    public static AllowedTo AuthorOrApprover { get; } = AllowedTo.Role("a buyer's author or approver", Roles.Author, Roles.Approver);
    public static AllowedTo Opener { get; } = AllowedTo.Role("a buyer's opener", Roles.Opener);
}

using Microsoft.AspNetCore.Mvc.RazorPages;

namespace UseIt.Marketplace.Web;

[ForAnyone]
public sealed class AccessibilityPage : PageModel;

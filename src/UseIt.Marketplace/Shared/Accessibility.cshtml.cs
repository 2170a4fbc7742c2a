using Microsoft.AspNetCore.Mvc.RazorPages;

namespace UseIt.Marketplace.Shared;

[ForAnyone]
public sealed class AccessibilityPage : PageModel;

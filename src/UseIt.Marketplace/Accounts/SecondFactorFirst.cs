using Microsoft.AspNetCore.Mvc;

namespace UseIt.Marketplace.Accounts;

/// <summary>Asks for the second factor on a page of its own; the form is kept, and done once the factor is shown.</summary>
public sealed class SecondFactorFirst : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        await http.RequestServices.GetRequiredService<KeptForms>().KeepForFactorAsync(http);
        http.Response.Redirect(ShowFactorPage.For(KeptForms.Here(http)));
    }
}

using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace UseIt.Marketplace.Web;

/// <summary>Reads a number as people type it (<see cref="Typed.Number(string?, out decimal?)"/>), on every form alike.</summary>
public sealed class NumberBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        var value = bindingContext.ValueProvider.GetValue(name);
        if (value == ValueProviderResult.None)
            return Task.CompletedTask;
        bindingContext.ModelState.SetModelValue(name, value);
        if (!Typed.Number(value.FirstValue, out var number))
            bindingContext.ModelState.AddModelError(
                name,
                $"{bindingContext.ModelMetadata.GetDisplayName()} must be a number, for example 25,000 or 12.5"
            );
        else if (number is not null || bindingContext.ModelMetadata.IsReferenceOrNullableType)
            bindingContext.Result = ModelBindingResult.Success(number);
        return Task.CompletedTask;
    }
}

public sealed class NumberBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata.UnderlyingOrModelType == typeof(decimal) ? new NumberBinder() : null;
}

using Segmentation.Batch.Commands;
using Segmentation.Batch.Shell;

return await CommandTree.InvokeAsync(args, Terminal.Standard(), TimeProvider.System);

// Runs a real kubelet on a machine without containers: everything of it is real but the container runtime, the images
// and the volumes' mounts. What the process in a container does is said by the words in the name of its image (see
// test/cluster/kubelet/golden/process-words.ts). Used by tools/record-kubelet.ts.
//
//	kubelet-recorder KUBECONFIG
//
// Prints a JSON line for every version of every pod and event, and whenever the kubelet looks at its containers.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	clientset "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedv1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	apitest "k8s.io/cri-api/pkg/apis/testing"
	remote "k8s.io/cri-client/pkg"
	kubeletapp "k8s.io/kubernetes/cmd/kubelet/app"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	cadvisortest "k8s.io/kubernetes/pkg/kubelet/cadvisor/testing"
	"k8s.io/kubernetes/pkg/kubelet/cm"
	"k8s.io/kubernetes/pkg/kubemark"
	utilexec "k8s.io/utils/exec"
)

const (
	nodeName    = "a"
	sandboxTime = 300 * time.Millisecond
	startTime   = 100 * time.Millisecond
	answerTime  = 300 * time.Millisecond
	pullTime    = 1500 * time.Millisecond
)

type behaviour struct {
	exits     bool
	exitAfter time.Duration
	exitCode  int32
	exitTimes int

	listens     bool
	listenAfter time.Duration
	port        string
	status      string

	changes     bool
	changeAfter time.Duration
	changedTo   string

	term     time.Duration
	missing  bool
	execCode int
	execTime time.Duration
}

func words(image string) behaviour {
	b := behaviour{status: "200", exitTimes: 1 << 30}
	name, _, _ := strings.Cut(image[strings.LastIndex(image, "/")+1:], ":")
	for _, word := range strings.Split(name, "_") {
		part := strings.Split(word, "-")
		switch part[0] {
		case "exit":
			b.exits, b.exitAfter, b.exitCode = true, duration(part[1]), int32(number(part[2]))
			if len(part) > 3 {
				b.exitTimes = number(part[3])
			}
		case "listen":
			b.listens, b.listenAfter, b.port = true, duration(part[1]), part[2]
			if len(part) > 3 {
				b.status = part[3]
			}
		case "later":
			b.changes, b.changeAfter, b.changedTo = true, duration(part[1]), part[2]
		case "term":
			b.term = duration(part[1])
		case "exec":
			b.execCode = number(part[1])
			if len(part) > 2 {
				b.execTime = duration(part[2])
			}
		case "missing":
			b.missing = true
		}
	}
	return b
}

func duration(text string) time.Duration {
	value, err := time.ParseDuration(text)
	if err != nil {
		panic(err)
	}
	return value
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

type printer struct {
	sync.Mutex
	out *json.Encoder
}

func (p *printer) print(kind string, object interface{}) {
	p.Lock()
	defer p.Unlock()
	p.out.Encode(map[string]interface{}{"at": time.Now().UnixMilli(), "kind": kind, "object": object})
}

func (p *printer) follow(kind string, changes watch.Interface) {
	for change := range changes.ResultChan() {
		p.print(kind+" "+string(change.Type), change.Object)
	}
}

type containers struct {
	*apitest.FakeRuntimeService
	printer   *printer
	mutex     sync.Mutex
	servers   map[string]*http.Server
	sandboxes int
}

func (r *containers) ListPodSandbox(ctx context.Context, filter *runtimeapi.PodSandboxFilter) ([]*runtimeapi.PodSandbox, error) {
	if filter == nil || (filter.State == nil && filter.LabelSelector == nil) {
		r.printer.print("relist", nil)
	}
	return r.FakeRuntimeService.ListPodSandbox(ctx, filter)
}

// Every sandbox has an address of its own that really exists: 127.1.0.1, 127.1.0.2, ...
func (r *containers) RunPodSandbox(ctx context.Context, config *runtimeapi.PodSandboxConfig, handler string) (string, error) {
	time.Sleep(sandboxTime)
	id, err := r.FakeRuntimeService.RunPodSandbox(ctx, config, handler)
	r.FakeRuntimeService.Lock()
	defer r.FakeRuntimeService.Unlock()
	if sandbox, ok := r.Sandboxes[id]; ok {
		r.sandboxes++
		sandbox.Network = &runtimeapi.PodSandboxNetworkStatus{Ip: fmt.Sprintf("127.1.%d.%d", r.sandboxes/250, 1+r.sandboxes%250)}
	}
	return id, err
}

func (r *containers) CreateContainer(ctx context.Context, sandbox string, c *runtimeapi.ContainerConfig, s *runtimeapi.PodSandboxConfig) (string, error) {
	time.Sleep(startTime / 2)
	id, err := r.FakeRuntimeService.CreateContainer(ctx, sandbox, c, s)
	r.FakeRuntimeService.Lock()
	defer r.FakeRuntimeService.Unlock()
	if container, ok := r.Containers[id]; ok {
		container.User = &runtimeapi.ContainerUser{Linux: &runtimeapi.LinuxContainerUser{SupplementalGroups: []int64{0}}}
		container.Image = &runtimeapi.ImageSpec{Image: c.Image.UserSpecifiedImage}
	}
	return id, err
}

func (r *containers) StartContainer(ctx context.Context, id string) error {
	time.Sleep(startTime / 2)
	if err := r.FakeRuntimeService.StartContainer(ctx, id); err != nil {
		return err
	}
	b, life, address := r.look(id)
	if b.exits && life < b.exitTimes {
		time.AfterFunc(b.exitAfter, func() { r.end(id, b.exitCode) })
	}
	if b.listens {
		time.AfterFunc(b.listenAfter, func() { r.serve(id, address, b) })
	}
	return nil
}

func (r *containers) look(id string) (behaviour, int, string) {
	r.FakeRuntimeService.Lock()
	defer r.FakeRuntimeService.Unlock()
	container, ok := r.Containers[id]
	if !ok {
		return behaviour{}, 0, ""
	}
	return words(container.Image.Image), int(container.Metadata.Attempt), r.Sandboxes[container.SandboxID].Network.Ip
}

func (r *containers) serve(id, address string, b behaviour) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if !r.runs(id) {
		return
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(address, b.port))
	if err != nil {
		panic(err)
	}
	begin := time.Now()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		status := b.status
		if b.changes && time.Since(begin) >= b.changeAfter-b.listenAfter {
			status = b.changedTo
		}
		if status == "hang" {
			time.Sleep(time.Minute)
			return
		}
		w.WriteHeader(number(status))
	})}
	r.servers[id] = server
	go server.Serve(listener)
}

func (r *containers) runs(id string) bool {
	r.FakeRuntimeService.Lock()
	defer r.FakeRuntimeService.Unlock()
	container, ok := r.Containers[id]
	return ok && container.State == runtimeapi.ContainerState_CONTAINER_RUNNING
}

func (r *containers) end(id string, code int32) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if server, ok := r.servers[id]; ok {
		server.Close()
		delete(r.servers, id)
	}
	r.FakeRuntimeService.Lock()
	defer r.FakeRuntimeService.Unlock()
	container, ok := r.Containers[id]
	if !ok || container.State != runtimeapi.ContainerState_CONTAINER_RUNNING {
		return
	}
	container.State = runtimeapi.ContainerState_CONTAINER_EXITED
	container.ExitCode = code
	container.FinishedAt = time.Now().UnixNano()
	container.Reason = "Completed"
	if code != 0 {
		container.Reason = "Error"
	}
}

// Takes no connections any more as soon as it is asked to stop.
func (r *containers) StopContainer(ctx context.Context, id string, timeout int64) error {
	b, _, _ := r.look(id)
	r.mutex.Lock()
	if server, ok := r.servers[id]; ok {
		server.Close()
	}
	r.mutex.Unlock()
	if grace := time.Duration(timeout) * time.Second; b.term > grace {
		time.Sleep(grace)
		r.end(id, 137)
	} else {
		time.Sleep(b.term)
		r.end(id, 0)
	}
	return nil
}

func (r *containers) ExecSync(ctx context.Context, id string, command []string, timeout time.Duration) ([]byte, []byte, error) {
	b, _, _ := r.look(id)
	if timeout > 0 && b.execTime > timeout {
		time.Sleep(timeout)
		return nil, nil, fmt.Errorf("%w: %q timed out after %s", remote.ErrCommandTimedOut, strings.Join(command, " "), timeout)
	}
	time.Sleep(b.execTime)
	if b.execCode == 0 {
		return nil, nil, nil
	}
	output := fmt.Sprintf("exit %d", b.execCode)
	err := fmt.Errorf("command '%s' exited with %d: %s", strings.Join(command, " "), b.execCode, output)
	return nil, []byte(output), utilexec.CodeExitError{Err: err, Code: b.execCode}
}

type images struct{ *apitest.FakeImageService }

func (r *images) PullImage(ctx context.Context, image *runtimeapi.ImageSpec, auth *runtimeapi.AuthConfig, s *runtimeapi.PodSandboxConfig) (string, error) {
	if words(image.Image).missing {
		time.Sleep(answerTime)
		return "", errors.New("not found")
	}
	status, _ := r.FakeImageService.ImageStatus(ctx, image, false)
	if status.GetImage() != nil {
		time.Sleep(answerTime)
	} else {
		time.Sleep(pullTime)
	}
	return r.FakeImageService.PullImage(ctx, image, auth, s)
}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	if err != nil {
		panic(err)
	}
	config.QPS, config.Burst = 1000, 1000
	client := clientset.NewForConfigOrDie(config)
	ctx := context.Background()
	out := &printer{out: json.NewEncoder(os.Stdout)}
	pods, err := client.CoreV1().Pods("default").Watch(ctx, metav1.ListOptions{})
	if err != nil {
		panic(err)
	}
	events, err := client.CoreV1().Events("default").Watch(ctx, metav1.ListOptions{})
	if err != nil {
		panic(err)
	}
	go out.follow("pod", pods)
	go out.follow("event", events)

	flags, settings := kubemark.GetHollowKubeletConfig(&kubemark.HollowKubeletOptions{NodeName: nodeName, KubeletPort: 20250, MaxPods: 110})
	settings.SyncFrequency.Duration = time.Minute
	settings.EnableServer = false
	settings.ReadOnlyPort = 0
	settings.ClusterDNS = []string{"10.96.0.10"}
	settings.SerializeImagePulls = false
	settings.RegistryPullQPS = 0
	runtime := &containers{FakeRuntimeService: apitest.NewFakeRuntimeService(), printer: out, servers: map[string]*http.Server{}}
	runtime.FakeStatus = &runtimeapi.RuntimeStatus{Conditions: []*runtimeapi.RuntimeCondition{
		{Type: runtimeapi.RuntimeReady, Status: true},
		{Type: runtimeapi.NetworkReady, Status: true},
	}}
	store := &images{apitest.NewFakeImageService()}
	store.SetFakeImageSize(80_000_000)
	hollow := kubemark.NewHollowKubelet(flags, settings, client, client, &cadvisortest.Fake{NodeName: nodeName}, store, runtime, cm.NewStubContainerManager())
	// The real prober, and real events.
	hollow.KubeletDeps.ProbeManager = nil
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedv1.EventSinkImpl{Interface: client.CoreV1().Events("")})
	hollow.KubeletDeps.Recorder = broadcaster.NewRecorder(scheme.Scheme, v1.EventSource{Component: "kubelet", Host: nodeName})
	server := &options.KubeletServer{KubeletFlags: *hollow.KubeletFlags, KubeletConfiguration: *hollow.KubeletConfiguration}
	if err := kubeletapp.RunKubelet(ctx, server, hollow.KubeletDeps); err != nil {
		panic(err)
	}
	select {}
}
